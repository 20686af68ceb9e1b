// Reads a Markdown file into the values of an editor's fields, and writes them back so that only what
// was changed changes in the file: all other lines keep their order, quotes and comments, and keys
// that have no field stay. So do paragraphs, tables and lists. Needs js-yaml.
const markdownFile = (() => {
  // The key of the whole file in the values. Editors hand it on like any other.
  const FILE = "briefgen_file";
  const PARTS = /^(\uFEFF?(?:[ \t]*(?:#.*)?\n)*---[ \t]*\n)((?:[^]*?\n)?)((?:---|\.\.\.)[ \t]*(?:\n|$))([^]*)$/;
  const NEW = "---\n---\n\n";
  const KEY = /^(?![\s#\-\]}]|$)/; // the first line of a key
  const YAML = { schema: jsyaml.CORE_SCHEMA };
  // What a missing key means, if a new text begins with another value.
  const MISSING = { date: "", draft: false };
  const SWITCHES = { true: true, yes: true, on: true, false: false, no: false, off: false };

  const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const isScalar = (value) => value !== null && value !== undefined && typeof value !== "object";
  const isList = (field) => field.widget === "list" || field.multiple === true;
  const isEmpty = (value) =>
    value === undefined ||
    value === null ||
    value === "" ||
    (typeof value === "object" && Object.values(value).every(isEmpty));

  // What a field makes of a value that an author wrote; undefined if it has no place there.
  const read = (field, value) => {
    if (isList(field)) return readList(field, value);
    if (field.widget === "object") return readObject(field, value);
    if (!isScalar(value)) return undefined;
    if (field.widget !== "boolean") return String(value);
    return SWITCHES[String(value).toLowerCase()];
  };
  const readList = (field, value) => {
    const values = (Array.isArray(value) ? value : [value]).filter((each) => !isEmpty(each));
    if (field.fields) return values.map((each) => readObject(field, each));
    return values.every(isScalar) ? values.map(String) : undefined;
  };
  const readObject = (field, value) => {
    // A text stands for the field that an object needs, such as the URL of a source.
    const short = field.fields.find((each) => each.required !== false) ?? field.fields[0];
    if (isScalar(value)) return { [short.name]: String(value) };
    if (!isObject(value)) return undefined;
    const entries = field.fields.map((each) => [each.name, read(each, value[each.name])]);
    return { ...value, ...Object.fromEntries(entries.filter(([, each]) => each !== undefined)) };
  };
  const readAll = (fields, values) => {
    const present = fields.filter(({ name }) => (values[name] ?? null) !== null);
    const entries = present.map((field) => [field.name, read(field, values[field.name])]);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  };

  // The values that a file needs: not those that mean the same as a missing key, unless the author
  // wrote them.
  const needed = (fields, values, former) => {
    const result = {};
    for (const [key, value] of Object.entries(values)) {
      const field = fields.find((each) => each.name === key);
      const was = former?.[key];
      const isDefault =
        field?.widget === "boolean" && value === (MISSING[key] ?? field.default ?? false);
      if ((isEmpty(value) || isDefault) && !(was !== undefined && same(was, value))) continue;
      result[key] = field?.fields ? within(field, value, was) : value;
    }
    return result;
  };
  const within = (field, value, was) =>
    Array.isArray(value)
      ? value.map((each, index) => needed(field.fields, each ?? {}, was?.[index]))
      : needed(field.fields, value, was);
  const same = (one, other) => {
    if (isEmpty(one) && isEmpty(other)) return true;
    if (Array.isArray(one) && Array.isArray(other)) {
      return one.length === other.length && one.every((each, index) => same(each, other[index]));
    }
    if (isObject(one) && isObject(other)) {
      const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
      return [...keys].every((key) => same(one[key], other[key]));
    }
    return isScalar(one) && isScalar(other) && String(one) === String(other);
  };

  // The lines of each key, with the comments above it.
  const parts = (head) => {
    const sections = [];
    let above = "";
    for (const line of head.split(/(?<=\n)/)) {
      if (KEY.test(line)) {
        sections.push(above + line);
        above = "";
      } else if (/^\s*(#|$)/.test(line)) {
        above += line;
      } else if (sections.length) {
        sections[sections.length - 1] += above + line;
        above = "";
      } else {
        above += line;
      }
    }
    return { keyed: sections.map((text) => [keyOf(text), text]), rest: above };
  };
  const keyOf = (text) => {
    try {
      return Object.keys(jsyaml.load(text, YAML) ?? {})[0];
    } catch {
      return /^[\w-]+(?=:)/m.exec(text)?.[0]; // its value names another one in the file
    }
  };
  const lines = (key, value) =>
    jsyaml.dump({ [key]: value }, { ...YAML, lineWidth: -1, noRefs: true });
  const comments = (text) => /^(?:[ \t]*(?:#.*)?\n)*/.exec(text)[0];

  const changed = (head, former, newValues) => {
    const { keyed, rest } = parts(head);
    const written = new Set();
    let text = "";
    for (const [key, before] of keyed) {
      written.add(key);
      if (!(key in former) && !(key in newValues)) text += before; // it has no field
      else if (!(key in newValues)) continue;
      else if (same(former[key], newValues[key])) text += before;
      else text += comments(before) + lines(key, newValues[key]);
      if (!text.endsWith("\n")) text += "\n";
    }
    const added = Object.keys(newValues).filter((key) => !written.has(key));
    return text + added.map((key) => lines(key, newValues[key])).join("") + rest;
  };

  // A visual editor writes all of a text in its own way, with signs escaped that mean something here.
  // Blocks with the same words and marks as one of before are therefore written as they were.
  const BLANK = /\n(?:[ \t]*\n)+/;
  const blocks = (body, before) => {
    if (body === before) return body;
    const earlier = new Map();
    for (const block of before.split(BLANK)) {
      const key = meaning(block);
      earlier.set(key, [...(earlier.get(key) ?? []), block]);
    }
    const subscripts = new Set(before.match(/~[^~\s\\]+~/g) ?? []);
    const written = (block) => earlier.get(meaning(block))?.shift() ?? withMarks(block, subscripts);
    const parts = body.trimEnd().split(/(\n(?:[ \t]*\n)+)/); // each second one is a separator
    return parts.map((part, place) => (place % 2 ? part : written(part))).join("");
  };
  const meaning = (block) =>
    block
      .replace(/\\([!-/:-@[-`{-~])/g, "$1")
      .replace(/^[ \t]*\|?[-:| \t]+\|?[ \t]*$/gm, "|-|")
      .replace(/^([ \t]*)[*+](?=[ \t])/gm, "$1-")
      .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, "*")
      .replace(/[ \t\n]*\|[ \t]*/g, "|")
      .replace(/\s+/g, " ")
      .trim();
  const withMarks = (block, marks) => {
    const escaped = (mark) => mark.replaceAll("~", "\\~");
    return [...marks].reduce((text, mark) => text.replaceAll(escaped(mark), mark), block);
  };

  const split = (text) => {
    const match = PARTS.exec(text);
    if (!match) throw new Error("the file does not begin with front matter");
    const [, open, head, close, rest] = match;
    const gap = /^(?:[ \t]*\n)*/.exec(rest)[0];
    return { open, head, close, gap, body: rest.slice(gap.length).trimEnd() };
  };

  const parse = (text, fields) => {
    const { head, body } = split(text);
    const values = jsyaml.load(head, YAML) ?? {};
    if (!isObject(values)) throw new Error("the front matter has no keys");
    // The editor would fill in what a new text begins with.
    const preset = fields.filter(({ name, default: value }) => name in MISSING && value !== undefined);
    const missing = Object.fromEntries(preset.map(({ name }) => [name, MISSING[name]]));
    return { ...missing, ...readAll(fields, values), body, [FILE]: text };
  };

  const format = (content, fields) => {
    const { body = "", [FILE]: file = NEW, ...values } = content;
    const { open, head, close, gap, body: before } = split(file);
    const original = jsyaml.load(head, YAML) ?? {};
    const former = readAll(fields, original);
    const newValues = needed(fields, values, former);
    let text = changed(head, former, newValues);
    // Rather all lines again than one with another meaning.
    const others = Object.entries(original).filter(([key]) => !(key in former));
    const intended = { ...Object.fromEntries(others), ...newValues };
    const isRight = () => {
      try {
        const result = jsyaml.load(text, YAML) ?? {};
        return same({ ...result, ...readAll(fields, result) }, intended);
      } catch {
        return false;
      }
    };
    if (!isRight()) text = jsyaml.dump(intended, { ...YAML, lineWidth: -1, noRefs: true });
    const space = gap || (body && !before ? "\n" : "");
    return `${open}${text}${close.endsWith("\n") ? close : `${close}\n`}${space}${blocks(body, before)}\n`;
  };

  return { parse, format };
})();
