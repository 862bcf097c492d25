/** What a person typed into forms, by the form's name, and whose it is: nobody else gets it. */

type Drafts = Readonly<Record<string, unknown>>;

const kept = new Map<string, unknown>();
/** The subject of the person who typed them. */
let owner: string | undefined;

export const draft = (name: string): unknown => kept.get(name);
export const keepDraft = (name: string, value: unknown): void => void kept.set(name, value);
export const dropDraft = (name: string): void => void kept.delete(name);

export const draftsNow = (): { readonly subject: string | undefined; readonly drafts: Drafts } => ({
  subject: owner,
  drafts: Object.fromEntries(kept),
});

/** Puts back what was kept while its person was away. */
export function restoreDrafts(subject: string | undefined, drafts: Drafts): void {
  owner = subject;
  for (const [name, value] of Object.entries(drafts)) kept.set(name, value);
}

/** From now on the drafts are those of this person. Those of somebody else are gone. */
export function draftsOf(subject: string): void {
  if (subject !== owner) kept.clear();
  owner = subject;
}

export const forgetDrafts = (): void => kept.clear();
