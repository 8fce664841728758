"""Python's protobuf against ours: check.py PROGRAM FOLDER, where FOLDER has interop_pb2."""

import random
import struct
import subprocess
import sys

program, folder = sys.argv[1:]
sys.path.insert(0, folder)

import interop_pb2 as pb  # noqa: E402
from google.protobuf import unknown_fields  # noqa: E402
from google.protobuf.descriptor import FieldDescriptor as Field  # noqa: E402
from google.protobuf.internal import api_implementation  # noqa: E402

ours = subprocess.Popen([program, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def ask(what, data=b""):
    ours.stdin.write(what + struct.pack("<I", len(data)) + data)
    ours.stdin.flush()
    (size,) = struct.unpack("<I", ours.stdout.read(4))
    return ours.stdout.read(size)


def same(one, other, what):
    if one != other:
        sys.exit(f"not the same: {what}\n{one}\n---\n{other}")


def written(message):
    return message.SerializeToString(deterministic=True)


def sample():
    """The value that messages.rs spells."""
    i32, i64, u32, u64 = -(2**31), -(2**63), 2**32 - 1, 2**64 - 1
    m = pb.Everything(
        int32=i32, maybe_int32=0, packed_int32=[0, -1, -i32 - 1], unpacked_int32=[1, -300],
        int64=i64, maybe_int64=-i64 - 1, packed_int64=[-1, 0], unpacked_int64=[1 << 40],
        uint32=u32, packed_uint32=[127, 128, 16384],
        uint64=u64, unpacked_uint64=[0, u64],
        sint32=i32, packed_sint32=[-1, 1, -i32 - 1],
        sint64=i64, unpacked_sint64=[-2, 2],
        fixed32=7, packed_fixed32=[0, u32],
        fixed64=1 << 63, unpacked_fixed64=[1],
        sfixed32=-9, packed_sfixed32=[i32, 0],
        sfixed64=-10, unpacked_sfixed64=[i64],
        float=0.1, maybe_float=0.0, packed_float=[float("inf"), 2.0**-126],
        double=0.1, packed_double=[float("-inf"), sys.float_info.max, -0.0],
        bool=True, maybe_bool=False, packed_bool=[True, False], unpacked_bool=[False, True],
        text="grüße \U0001f980\0", maybe_text="", texts=["", "x" * 200],
        bytes=b"\0\xff", maybe_bytes=b"", many_bytes=[b"", b"\1" * 300],
        color=pb.COLOR_DARK_GREEN, maybe_color=pb.COLOR_UNSET,
        colors=[pb.COLOR_INVERSE, 77, pb.COLOR_RED], unpacked_colors=[0, pb.COLOR_RED],
        user=pb.User(), users=[user("Ada", -1), pb.User(), user("Bob", 3)],
        again=pb.Everything(uint32=3), small=65535, id=1 << 50,
        by_text={"": 0.0, "a": 1.5}, by_bool={False: 1.0, True: 0.0},
        by_i32={-1: i64, 0: 0}, by_i64={i64: -1}, by_u32={u32: True, 0: False},
        by_u64={u64: b"\1", 0: b""}, by_sint32={i32: i64}, by_sint64={i64: i32},
        by_fixed32={u32: u64}, by_fixed64={u64: u32}, by_sfixed32={i32: i64},
        by_sfixed64={i64: i32}, texts_by_text={"k": "v"},
        users_by_id={1: user("Eve", 4), 2: pb.User()},
        colors_by_name={"i": pb.COLOR_INVERSE}, one_number=-3,
    )
    m.at.seconds, m.at.nanos = -2, 750_000_000
    m.took.seconds, m.took.nanos = 3, 5
    m.moments.add(seconds=1_700_000_000, nanos=999_999_999)
    m.moments.add()
    return m


def user(name, age):
    return pb.User(name=name, email=f"{name}@example.com", age=age, hobbies=["chess", ""])


INTS = {
    **dict.fromkeys((Field.TYPE_INT32, Field.TYPE_SINT32, Field.TYPE_SFIXED32), (-(2**31), 2**31 - 1)),
    **dict.fromkeys((Field.TYPE_INT64, Field.TYPE_SINT64, Field.TYPE_SFIXED64), (-(2**63), 2**63 - 1)),
    **dict.fromkeys((Field.TYPE_UINT32, Field.TYPE_FIXED32), (0, 2**32 - 1)),
    **dict.fromkeys((Field.TYPE_UINT64, Field.TYPE_FIXED64), (0, 2**64 - 1)),
}


def scalar(rng, field):
    if field.name == "small":
        return rng.randrange(65536)
    if field.type in INTS:
        low, high = INTS[field.type]
        return rng.choice([low, high, 0, rng.randint(low, high), min(high, rng.randrange(400))])
    if field.type == Field.TYPE_FLOAT:
        return struct.unpack("<f", struct.pack("<f", rng.uniform(-1e30, 1e30)))[0]
    if field.type == Field.TYPE_DOUBLE:
        return rng.choice([0.0, rng.uniform(-1e300, 1e300), float("inf")])
    if field.type == Field.TYPE_BOOL:
        return rng.random() < 0.5
    if field.type == Field.TYPE_STRING:
        return "".join(rng.choice("aé\0漢\U0001f980") for _ in range(rng.choice([0, 1, 9, 150])))
    if field.type == Field.TYPE_BYTES:
        return rng.randbytes(rng.choice([0, 1, 9, 150]))
    assert field.type == Field.TYPE_ENUM, field.type
    return rng.choice([0, 1, 5, -1, 1234, -77])


def fill(rng, message, entries, depth=0):
    """Any value of any message, by its description, with so many entries in each map."""
    kind = message.DESCRIPTOR
    if kind.full_name in ("google.protobuf.Timestamp", "google.protobuf.Duration"):
        low = 0 if kind.name == "Duration" else -62_135_596_800
        message.seconds, message.nanos = rng.randint(low, 10**9), rng.choice([0, 1, 999_999_999])
        return message
    for field in kind.fields:
        if rng.random() < 0.4:
            continue
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            entry = getattr(message, field.name)
            value = field.message_type.fields_by_name["value"]
            # Python has an order of its own for the entries of a map
            for _ in range(entries):
                key = scalar(rng, field.message_type.fields_by_name["key"])
                if value.message_type is not None:
                    fill(rng, entry[key], entries, depth + 1)
                else:
                    entry[key] = scalar(rng, value)
        elif field.is_repeated:
            values = getattr(message, field.name)
            for _ in range(rng.choice([0, 1, 3, 40] if depth == 0 else [1])):
                if field.message_type is not None:
                    fill(rng, values.add(), entries, depth + 1)
                else:
                    values.append(scalar(rng, field))
        elif field.message_type is not None:
            if depth < 3:
                inner = getattr(message, field.name)
                inner.SetInParent()
                fill(rng, inner, entries, depth + 1)
        else:
            setattr(message, field.name, scalar(rng, field))
    return message


def main():
    expected = sample()
    same(pb.Everything.FromString(ask(b"e")), expected, "the sample that we write")
    same(len(ask(b"e")), expected.ByteSize(), "the lengths of the sample")
    same(ask(b"s", written(expected)), b"\1", "the sample that we read")

    words = ["reading", "coding", "hiking", "chess"]
    users = pb.UserList(users=(
        pb.User(name=f"User{i}", email=f"user{i}@example.com", age=i % 90, hobbies=words[: i % 4])
        for i in range(10_000)
    ))
    same(ask(b"u"), users.SerializeToString(), "the bytes of ten thousand users")

    for field in pb.Everything.DESCRIPTOR.oneofs_by_name["choice"].fields:
        message = pb.Everything()
        if field.message_type is not None:
            getattr(message, field.name).SetInParent()
        else:
            setattr(message, field.name, scalar(random.Random(1), field))
        back = pb.Everything.FromString(ask(b"r", written(message)))
        same((back, back.WhichOneof("choice")), (message, field.name), "a oneof")

    equal = 0
    rounds = 300
    for seed in range(rounds):
        entries = seed % 4
        message = fill(random.Random(seed), pb.Everything(), entries)
        data = written(message)
        back = ask(b"r", data)
        same(pb.Everything.FromString(back), message, f"value {seed}")
        if entries <= 1:
            same(back, data, f"the bytes of value {seed}")
            equal += 1
        # a program that knows one field keeps the others
        kept = ask(b"o", data)
        same(pb.Everything.FromString(kept), message, f"value {seed} through an older program")
        # Python as the older one: what it does not know, it sees and keeps
        old = pb.Old.FromString(back)
        unseen = {field.number for field, _ in message.ListFields()} - {101}
        same({field.field_number for field in unknown_fields.UnknownFieldSet(old)}, unseen, "unknown fields")
        through = pb.Everything.FromString(ask(b"r", old.SerializeToString()))
        same(through, message, f"value {seed} through Python")
    print(f"protobuf ({api_implementation.Type()}): a sample, 10000 users, {rounds} values;"
          f" {equal} of them byte for byte")


main()
ours.stdin.close()
ours.wait()
