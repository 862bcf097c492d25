/**
 * Texts that people put into labels and that must stay texts: markup and scripts for every place of a page, templates, other
 * directions of writing, characters without width, and long ones. Our own list.
 */
const SCRIPTS = [
  '<script>alert(1)</script>',
  '"><script src=https://evil.example/x.js></script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
  '\'" autofocus onfocus=alert(1) x="',
  'javascript:alert(1)',
  '</title><script>alert(1)</script>',
  '</textarea><img src=x onerror=alert(1)>',
  '<math><mtext><style><img src=x onerror=alert(1)>',
  '<a href="javascript:alert(1)">click</a>',
  '<style>body{display:none}</style>',
  '{{constructor.constructor("alert(1)")()}}',
  '${alert(1)}',
  '<!--<script>-->',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '%3Cscript%3Ealert(1)%3C/script%3E',
  '../../../../etc/passwd',
  "'; DROP TABLE keys; --",
  '$(touch /tmp/pwned) `id`',
  '__proto__',
  'constructor',
];

const ODD = [
  'مفتاح التطبيق',
  'שלום עולם',
  'ﷺ ﷽',
  'Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤',
  '👩‍👩‍👧‍👦 🏳️‍🌈 🇦🇹',
  '日本語の鍵',
  'İstanbul ǅ ß',
  'W'.repeat(80),
  '𝕿𝖍𝖊 𝖖𝖚𝖎𝖈𝖐',
];

/** The API takes some of these and refuses others. */
const UNSEEN = [
  'zero\u200bwidth',
  'join\u200dner',
  'bom\ufeffhere',
  '\u202egnp.exe',
  '\u2066isolated\u2069',
  'soft\u00adhyphen',
  'nul\u0000byte',
  'bell\u0007',
  'line\u2028separator',
  'lone\ud800surrogate',
];

export const HOSTILE_TEXTS: readonly string[] = [...SCRIPTS, ...ODD, ...UNSEEN];
