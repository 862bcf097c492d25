/**
 * Matches `*` and `?` as IAM does: `*` stands for any number of characters, `/` included, and `?` for one character
 * (IAM User Guide, IAM JSON policy elements: Resource). The time grows with the length of the text times the number
 * of stars, so a path that is made to be slow cannot be.
 */

/** Whether the whole text matches the pattern. */
export function globMatches(pattern: string, text: string): boolean {
  let at = 0;
  let reached = 0;
  let star = -1;
  let resume = 0;
  while (reached < text.length) {
    const wanted = pattern[at];
    if (wanted === '*') {
      star = at++;
      resume = reached;
    } else if (wanted === '?' || wanted === text[reached]) {
      at++;
      reached++;
    } else if (star >= 0) {
      at = star + 1;
      reached = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
