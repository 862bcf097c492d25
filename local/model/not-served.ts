/**
 * What of a stack is not served, and why: it is passed over. A strict run starts only when there is nothing of that; any
 * other run tells of it. Nothing is served in part: what cannot be read as a whole answers no request.
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
  readonly #resources = new Map<string, { readonly type: string; readonly whys: Set<string> }>();
  readonly #warnings: string[] = [];

  get resources(): readonly Unserved[] {
    return [...this.#resources].map(
      ([
        logicalId,
        {
          type,
          whys: [why = ''],
        },
      ]) => ({ logicalId, type, why }),
    );
  }

  /** What is served otherwise than at AWS; each is one line that names the resource. */
  get warnings(): readonly string[] {
    return this.#warnings;
  }

  /** Everything that a strict run refuses the start for; each is one line that begins with `cannot serve`. */
  get refusals(): readonly string[] {
    const whys = [...this.#resources.values()].flatMap((one) => [...one.whys]);
    return [...whys, ...this.#warnings.map((warning) => `cannot serve ${warning}`)];
  }

  /** Why the resource with this logical id is not served; undefined when it is. */
  why(id: string): string | undefined {
    return this.#resources.get(id)?.whys.values().next().value;
  }

  /** Passes a resource over. Of several reasons, a run that is not strict tells the first. */
  passOver({ id, type }: Place, refusal: StartRefusal): void {
    const known = this.#resources.get(id) ?? { type, whys: new Set() };
    this.#resources.set(id, { ...known, whys: known.whys.add(refusal.message) });
  }

  warn(place: Place, property: string, why: string): void {
    this.#warnings.push(`${placeOf(place, property)}: ${why}`);
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
