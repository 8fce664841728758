"""Random hierarchies and what CPython makes of them: `python3 generate.py SEED COUNT`.

A line is a hierarchy. A word is a class statement: its bases, then `>` and the classes of its
MRO but `object`, or `!` and the classes that the TypeError names, `*` for `object`. Classes are letters in the
order of their statements; a refused class is no base of later ones.
"""

import random
import sys


def hierarchy(rng):
    pool, words = [], []
    style = rng.choices(("window", "free", "sorted"), (4, 3, 3))[0]
    for index in range(rng.randint(3, 14)):
        name = chr(ord("a") + index)
        near = pool[-5:] if style == "window" else pool
        bases = rng.sample(near, min(len(near), rng.randint(0, 4)))
        if style == "sorted":
            bases.sort(key=lambda base: base.__name__, reverse=True)
        if bases and rng.random() < 0.02:
            bases.append(rng.choice(bases))
        text = "".join(base.__name__ for base in bases)
        try:
            made = type(name, tuple(bases), {})
        except TypeError as fault:
            named = str(fault).split("bases" if "bases" in str(fault) else "class", 1)[1]
            named = named.replace("object", "*").replace(",", "").replace(" ", "")
            words.append(f"{text}!{named}")
            continue
        pool.append(made)
        words.append(f"{text}>{''.join(c.__name__ for c in made.__mro__[:-1])}")
    return " ".join(words)


if __name__ == "__main__":
    rng = random.Random(int(sys.argv[1]))
    for _ in range(int(sys.argv[2])):
        print(hierarchy(rng))
