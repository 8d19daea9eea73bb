// Options of ZeroMQ contexts and sockets as properties: their numbers and kinds, and how classes get them. What each means is told where
// the classes declare it.

/** What an option's value is in C. "name" is a string that ends with NUL there, "bytes" one that doesn't. */
export type OptionKind = "boolean" | "int32" | "uint32" | "int64" | "uint64" | "name" | "bytes" | "unsupported";

export interface Option {
  readonly id: number;
  readonly kind: OptionKind;
  readonly access: "both" | "read" | "write";
  /** Names of the values 0, 1 …, where it has names. */
  readonly values?: readonly (string | null)[];
}

/** What has options. */
export interface OptionHolder {
  getOption(option: Option): unknown;
  setOption(option: Option, value: unknown): void;
}

/** Options of a class by its properties' names; each must be one. */
export type OptionTable<Holder> = { readonly [Name in keyof Holder]?: Option };

const kind =
  (kind: OptionKind) =>
  (id: number, access: Option["access"] = "both"): Option => ({ id, kind, access });

export const boolean = kind("boolean");
export const int32 = kind("int32");
export const uint32 = kind("uint32");
export const int64 = kind("int64");
export const uint64 = kind("uint64");
export const name = kind("name");
export const bytes = kind("bytes");
/** One that this library has no use for, and says so. */
export const unsupported = kind("unsupported");

/** One whose values 0, 1 … have names. */
export const named = (id: number, values: readonly (string | null)[], access: Option["access"]): Option => ({
  id,
  kind: "int32",
  access,
  values,
});

/** Gives a class its options. */
export function defineOptions<Holder extends OptionHolder>(
  type: { readonly prototype: Holder },
  table: OptionTable<Holder>,
): void {
  for (const [property, option] of Object.entries(table) as [string, Option][]) {
    const { access } = option;
    const descriptor: PropertyDescriptor = { configurable: true };
    if (access !== "write") {
      descriptor.get = function (this: Holder) {
        return this.getOption(option);
      };
    }
    if (access !== "read") {
      descriptor.set = function (this: Holder, value: unknown) {
        this.setOption(option, value);
      };
    }
    Object.defineProperty(type.prototype, property, descriptor);
  }
}

/** Options that matter to a socket at once; all others do from its next bind or connect on. */
export const immediateOptions: ReadonlySet<number> = new Set([
  6, 7, 17, 23, 24, 27, 28, 33, 40, 51, 52, 53, 56, 61, 69, 71, 72, 73, 74, 78,
]);

export const SNDTIMEO = 28;
export const RCVTIMEO = 27;
