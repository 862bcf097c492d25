/**
 * What of a stack is not served, and why. A strict run starts only when there is nothing of that; any other run passes
 * it over and tells of it. Nothing is served in part: what cannot be read as a whole answers no request.
 */
import { type Place, placeOf, StartRefusal } from '../refusal';

/** A resource that is passed over. */
export interface Unserved {
  readonly logicalId: string;
  readonly type: string;
  /** One line for a person; it names the resource and the property. */
  readonly why: string;
}

export class NotServed {
  readonly #resources = new Map<string, Unserved>();
  readonly #warnings: string[] = [];

  constructor(private readonly strict: boolean) {}

  get resources(): readonly Unserved[] {
    return [...this.#resources.values()];
  }

  /** What is served otherwise than at AWS; each is one line that names the resource. */
  get warnings(): readonly string[] {
    return this.#warnings;
  }

  /** Why the resource with this logical id is not served; undefined when it is. */
  why(id: string): string | undefined {
    return this.#resources.get(id)?.why;
  }

  /** Passes a resource over, for the first reason that is found; a strict run throws the refusal. */
  passOver({ id, type }: Place, refusal: StartRefusal): void {
    if (this.strict) throw refusal;
    if (!this.#resources.has(id)) this.#resources.set(id, { logicalId: id, type, why: refusal.message });
  }

  warn(place: Place, property: string, why: string): void {
    const text = `${placeOf(place, property)}: ${why}`;
    if (this.strict) throw new StartRefusal(`cannot serve ${text}`);
    this.#warnings.push(text);
  }

  /** What `make` gives; undefined when it refuses, and the resource is passed over then. */
  attempt<T>(resource: Place, make: () => T): T | undefined {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof StartRefusal)) throw error;
      this.passOver(resource, error);
      return undefined;
    }
  }
}
