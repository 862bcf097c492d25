/** The parts of a run that are open, to be closed in the reverse order of their start. */
export class OpenParts {
  private readonly parts: { close(): Promise<void> }[] = [];

  keep<T extends { close(): Promise<void> } | undefined>(part: T): T {
    if (part !== undefined) this.parts.unshift(part);
    return part;
  }

  async close(): Promise<void> {
    for (const part of this.parts.splice(0)) await part.close();
  }
}
