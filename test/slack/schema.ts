/** The part of JSON Schema draft 7 that Slack's manifest schemas use. */

type Schema = Record<string, unknown>;

const KNOWN = new Set([
  "$ref",
  "$schema",
  "_note",
  "additionalProperties",
  "anyOf",
  "default",
  "definitions",
  "description",
  "enum",
  "format",
  "items",
  "maxItems",
  "maxLength",
  "maxProperties",
  "minItems",
  "minLength",
  "minProperties",
  "pattern",
  "patternProperties",
  "properties",
  "regex",
  "required",
  "requires",
  "title",
  "type",
  "uniqueItems",
]);

const isObject = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (value === null) return "null";
  if (Number.isInteger(value)) return "integer";
  return typeof value;
}

/** What of a value breaks a schema, one line each; throws for a keyword that it does not know. */
export function violations(value: unknown, schema: Schema, root: Schema = schema, path = "$"): string[] {
  const unknown = Object.keys(schema).find((key) => !KNOWN.has(key));
  if (unknown !== undefined) throw new Error(`${path}: the schema says ${unknown}`);
  if (typeof schema.$ref === "string") {
    const name = schema.$ref.replace("#/definitions/", "");
    const target = (root.definitions as Schema)[name];
    if (!isObject(target)) throw new Error(`${path}: ${schema.$ref} is not in the schema`);
    return violations(value, target, root, path);
  }
  const broken: string[] = [];
  const check = (holds: boolean, rule: string): void => {
    if (!holds) broken.push(`${path}: ${rule}`);
  };
  const limit = (key: string): number =>
    typeof schema[key] === "number" ? (schema[key] as number) : Number.NaN;
  const types =
    typeof schema.type === "string" ? [schema.type] : ((schema.type as string[] | undefined) ?? []);
  const type = typeOf(value);
  check(
    types.length === 0 || types.includes(type) || (type === "integer" && types.includes("number")),
    `is a ${type}`,
  );
  if (Array.isArray(schema.enum))
    check(schema.enum.includes(value), `${String(value)} is not one of the values`);
  if (Array.isArray(schema.anyOf)) {
    const options = schema.anyOf as Schema[];
    check(
      options.some((option) => violations(value, option, root, path).length === 0),
      "fits no choice",
    );
  }
  if (typeof value === "string") {
    check(!(value.length > limit("maxLength")), "is too long");
    check(!(value.length < limit("minLength")), "is too short");
    for (const key of ["pattern", "regex"]) {
      if (typeof schema[key] === "string")
        check(new RegExp(schema[key]).test(value), `does not match ${key}`);
    }
  }
  if (Array.isArray(value)) {
    check(!(value.length > limit("maxItems")), "has too many items");
    check(!(value.length < limit("minItems")), "has too few items");
    if (schema.uniqueItems === true) check(new Set(value).size === value.length, "has an item twice");
    for (const [index, item] of value.entries()) {
      if (isObject(schema.items)) broken.push(...violations(item, schema.items, root, `${path}[${index}]`));
    }
  }
  if (isObject(value)) {
    for (const name of (schema.required as string[] | undefined) ?? []) check(name in value, `lacks ${name}`);
    const properties = (schema.properties as Record<string, Schema> | undefined) ?? {};
    for (const [name, inner] of Object.entries(value)) {
      const known = properties[name];
      if (known !== undefined) broken.push(...violations(inner, known, root, `${path}.${name}`));
      else
        check(
          schema.additionalProperties !== false || isObject(schema.patternProperties),
          `knows no ${name}`,
        );
    }
  }
  return broken;
}
