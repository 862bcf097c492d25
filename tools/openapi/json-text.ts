/** JSON as an example shows it: what fits on a line is one line. */
const WIDTH = 118;

export function jsonText(value: unknown, indent = ''): string {
  const line = oneLineJson(value);
  if (indent.length + line.length <= WIDTH || typeof value !== 'object' || value === null) return line;
  const deeper = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const parts = Array.isArray(value)
    ? value.map((item) => deeper + jsonText(item, deeper))
    : Object.entries(value).map(([name, item]) => `${deeper}${JSON.stringify(name)}: ${jsonText(item, deeper)}`);
  return `${open}\n${parts.join(',\n')}\n${indent}${close}`;
}

function oneLineJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLineJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${oneLineJson(item)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
