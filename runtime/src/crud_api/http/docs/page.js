"use strict";
(async () => {
  const METHODS = ["get", "post", "put", "patch", "delete"];
  const source = document.getElementById("description").href;
  const main = document.getElementById("main");
  const nav = document.getElementById("nav");

  // Text only ever becomes text: nothing in the document can become markup.
  const el = (name, attributes, ...children) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value === true) node.setAttribute(key, "");
      else if (value !== undefined && value !== false && value !== null) node.setAttribute(key, value);
    }
    node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null));
    return node;
  };

  let api;
  try {
    const answer = await fetch(source, { headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    api = await answer.json();
  } catch (error) {
    document.getElementById("state").textContent = `The OpenAPI document could not be read: ${error.message}`;
    return;
  }

  const resolve = (value) => {
    for (let hops = 0; value && value.$ref && hops < 20; hops++) {
      value = value.$ref.replace(/^#\//, "").split("/")
        .reduce((at, key) => at && at[key.replace(/~1/g, "/").replace(/~0/g, "~")], api);
    }
    return value || {};
  };
  const nameOf = (schema) => schema && schema.$ref && schema.$ref.split("/").pop();
  const types = (schema) => [].concat(schema.type || []);

  const typeOf = (schema) => {
    if (!schema) return "any";
    if (schema.$ref) return nameOf(schema);
    for (const key of ["oneOf", "anyOf", "allOf"]) {
      if (schema[key]) return schema[key].map(typeOf).join(key === "allOf" ? " & " : " | ");
    }
    if (schema.const !== undefined) return JSON.stringify(schema.const);
    const named = types(schema).map((type) => (type === "array" ? `${typeOf(schema.items)}[]` : type));
    const text = named.join(" | ") || (schema.enum ? "one of" : "any");
    return schema.format ? `${text} (${schema.format})` : text;
  };

  const LIMITS = {
    minimum: (n) => `≥ ${n}`, maximum: (n) => `≤ ${n}`,
    exclusiveMinimum: (n) => `> ${n}`, exclusiveMaximum: (n) => `< ${n}`,
    multipleOf: (n) => `multiple of ${n}`,
    minLength: (n) => `${n} or more characters`, maxLength: (n) => `at most ${n} characters`,
    minItems: (n) => `${n} or more items`, maxItems: (n) => `at most ${n} items`,
    uniqueItems: (on) => on && "no item twice",
    pattern: (text) => `matches ${text}`,
    enum: (list) => `one of ${list.map((value) => JSON.stringify(value)).join(", ")}`,
    items: (schema) => schema.enum && `each ${LIMITS.enum(schema.enum)}`,
    default: (value) => `${JSON.stringify(value)} if left out`,
    readOnly: (on) => on && "made by the server",
  };
  // What only spells out the type says nothing to a person.
  const isPlain = (value) => Math.abs(value) > Number.MAX_SAFE_INTEGER || value === "^[^\\u0000]*$";
  const limits = (schema) => {
    const said = Object.entries(LIMITS)
      .filter(([key]) => schema[key] !== undefined && !isPlain(schema[key]))
      .map(([key, say]) => say(schema[key]))
      .concat((schema.allOf || []).filter((part) => !part.$ref).map(limits));
    return said.filter(Boolean).join(", ");
  };

  // A value that the schema accepts, to begin a request with.
  const example = (schema, depth = 0) => {
    if (schema && schema.$ref && depth > 6) return null;
    schema = resolve(schema);
    if (schema.example !== undefined) return schema.example;
    if (schema.examples && schema.examples.length) return schema.examples[0];
    if (schema.default !== undefined) return schema.default;
    if (schema.enum) return schema.enum[0];
    if (schema.const !== undefined) return schema.const;
    const parts = schema.oneOf || schema.anyOf;
    if (parts) return example(parts[0], depth + 1);
    switch (types(schema)[0]) {
      case "object": {
        const value = {};
        for (const [name, property] of Object.entries(schema.properties || {})) {
          if (!property.readOnly) value[name] = example(property, depth + 1);
        }
        return value;
      }
      case "array": return schema.minItems > 0 ? [example(schema.items, depth + 1)] : [];
      case "integer": return Math.max(schema.minimum ?? 1, 1);
      case "number": return Math.max(schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1);
      case "boolean": return true;
      case "string":
        if (schema.format === "email") return "ann@example.org";
        if (schema.format === "date-time") return "2026-01-31T12:00:00Z";
        return "text".padEnd(schema.minLength || 0, "x").slice(0, schema.maxLength);
      default: return null;
    }
  };

  const table = (heads, rows) => el("div", { class: "scroll" }, el("table", {},
    el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, rows.map((cells) => el("tr", {}, cells.map((cell) => el("td", {}, cell)))))));

  const shape = (schema) => {
    const name = nameOf(schema);
    if (name) return el("a", { href: `#schema-${name}` }, name);
    return el("code", {}, typeOf(schema));
  };

  const properties = (schema) => table(["Name", "Type", "Meaning"],
    Object.entries(schema.properties || {}).map(([name, property]) => [
      [el("code", {}, name), (schema.required || []).includes(name)
        ? el("span", { class: "required", title: "required" }, " *") : ""],
      shape(property),
      [property.description || resolve(property).description || "", el("div", { class: "quiet" }, limits(property))],
    ]));

  const address = (path, operation, form) => {
    const prefix = ((api.servers || [])[0] || {}).url || "";
    const url = new URL(prefix.replace(/\/$/, "") + path, source);
    const headers = {};
    for (const parameter of operation.parameters) {
      const value = form.elements[`${parameter.in}:${parameter.name}`].value;
      if (parameter.in === "path") {
        url.pathname = url.pathname.replace(encodeURI(`{${parameter.name}}`), encodeURIComponent(value));
      } else if (value === "") continue;
      else if (parameter.in === "query") url.searchParams.append(parameter.name, value);
      else if (parameter.in === "header") headers[parameter.name] = value;
    }
    return [url, headers];
  };

  const send = async (path, method, operation, form, output) => {
    const [url, headers] = address(path, operation, form);
    const body = form.elements.body;
    if (body) headers["content-type"] = form.elements.type.value;
    output.textContent = "…";
    try {
      const answer = await fetch(url, {
        method: method.toUpperCase(), headers, body: body ? body.value : undefined, cache: "no-store",
      });
      let text = await answer.text();
      if (/json/.test(answer.headers.get("content-type") || "")) {
        try { text = JSON.stringify(JSON.parse(text), null, 2); } catch { /* shown as it came */ }
      }
      const shown = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
      output.textContent = `${answer.status} ${answer.statusText}\n${shown}\n\n${text}`;
    } catch (error) {
      output.textContent = `No answer: ${error.message}`;
    }
  };

  // A list has many filters with an operator, `price[ge]`: they are folded away.
  const split = (parameters, draw) => {
    const isRare = (parameter) => parameter.name.includes("[");
    const [common, rare] = [parameters.filter((one) => !isRare(one)), parameters.filter(isRare)];
    return [draw(common), rare.length
      ? el("details", {}, el("summary", {}, `${rare.length} more, with operators`), draw(rare)) : undefined];
  };

  const attempt = (path, method, operation, content) => {
    const output = el("pre", { "aria-live": "polite", hidden: true });
    const field = (parameter) => el("label", {}, parameter.name, parameter.in === "header" ? " (header)" : "",
      el("input", {
        name: `${parameter.in}:${parameter.name}`, required: parameter.required,
        autocomplete: "off", spellcheck: "false", placeholder: typeOf(parameter.schema),
      }));
    const kinds = Object.keys(content);
    const body = kinds.length ? [
      el("label", {}, "Body", el("textarea", { name: "body", spellcheck: "false" },
        JSON.stringify(example(content[kinds[0]].schema), null, 2))),
      el("label", {}, "Content-Type", el("select", { name: "type" },
        kinds.map((kind) => el("option", {}, kind)))),
    ] : [];
    const form = el("form", {}, el("h3", {}, "Try it"),
      split(operation.parameters, (some) => el("div", { class: "fields" }, some.map(field))), body,
      el("button", {}, "Send"), output);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      output.hidden = false;
      send(path, method, operation, form, output);
    });
    return form;
  };

  const section = (path, method, operation, id) => {
    const content = resolve(operation.requestBody).content || {};
    const parameter = (parameter) => [
      [el("code", {}, parameter.name), parameter.required ? el("span", { class: "required" }, " *") : ""],
      parameter.in,
      shape(parameter.schema),
      [parameter.description || "", el("div", { class: "quiet" }, limits(resolve(parameter.schema)))],
    ];
    const responses = Object.entries(operation.responses || {}).map(([status, response]) => {
      response = resolve(response);
      const kinds = Object.entries(response.content || {});
      const headers = Object.keys(response.headers || {});
      return [
        el("code", {}, status),
        [response.description || "", headers.length ? el("div", { class: "quiet" }, `headers: ${headers.join(", ")}`) : ""],
        kinds.map(([kind, media]) => el("div", {}, shape(media.schema), ` ${kind}`)),
      ];
    });
    return el("details", { id },
      el("summary", {}, el("span", { class: `method ${method}` }, method.toUpperCase()),
        el("span", { class: "path" }, path), el("span", { class: "quiet" }, operation.summary || "")),
      operation.description ? el("p", {}, operation.description) : undefined,
      operation.parameters.length ? [el("h3", {}, "Parameters"), split(operation.parameters,
        (some) => table(["Name", "In", "Type", "Meaning"], some.map(parameter)))] : undefined,
      Object.keys(content).length ? [el("h3", {}, "Body"), el("p", {},
        shape(Object.values(content)[0].schema), ` as ${Object.keys(content).join(" or ")}`)] : undefined,
      el("h3", {}, "Answers"), table(["Status", "Meaning", "Body"], responses),
      attempt(path, method, operation, content));
  };

  const tags = new Map((api.tags || []).map((tag) => [tag.name, { text: tag.description, operations: [] }]));
  for (const [path, item] of Object.entries(api.paths || {})) {
    for (const method of METHODS.filter((method) => item[method])) {
      const operation = item[method];
      operation.parameters = [item.parameters, operation.parameters, operation["x-conditional-parameters"]]
        .flatMap((list) => list || [])
        .map((one) => ({ ...resolve(one), ...(one.description && { description: one.description }) }));
      if ((operation.responses || {})["401"]) {
        const text = "Who asks, such as `Bearer` and a token.";
        operation.parameters.push({ name: "authorization", in: "header", description: text, schema: { type: "string" } });
      }
      const tag = (operation.tags || ["Other"])[0];
      if (!tags.has(tag)) tags.set(tag, { operations: [] });
      tags.get(tag).operations.push([path, method, operation]);
    }
  }

  document.title = api.info.title;
  main.replaceChildren(el("h1", {}, api.info.title),
    el("p", { class: "quiet" }, `version ${api.info.version} · `, el("a", { href: source }, "OpenAPI document")),
    api.info.description ? el("p", {}, api.info.description) : "");
  for (const [tag, { text, operations }] of tags) {
    const links = el("ul");
    main.append(el("h2", {}, tag), text ? el("p", {}, text) : "");
    for (const [path, method, operation] of operations) {
      const id = operation.operationId || `${method}-${path}`;
      main.append(section(path, method, operation, id));
      links.append(el("li", {}, el("a", { href: `#${id}` },
        el("span", { class: `method ${method}` }, method.toUpperCase()), path)));
    }
    nav.append(el("h2", {}, tag), links);
  }
  const schemas = Object.entries((api.components || {}).schemas || {});
  if (schemas.length) {
    main.append(el("h2", {}, "Schemas"));
    nav.append(el("h2", {}, "Schemas"), el("ul", {}, schemas.map(([name]) =>
      el("li", {}, el("a", { href: `#schema-${name}` }, name)))));
    for (const [name, schema] of schemas) {
      main.append(el("details", { id: `schema-${name}` },
        el("summary", {}, el("span", { class: "path" }, name), el("span", { class: "quiet" }, schema.description || "")),
        properties(schema)));
    }
  }

  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") {
      target.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", open);
  open();
})();
