/**
 * How a web service function says what it takes and gives, in Moodle's terms (`external_value`, `external_single_structure`,
 * `external_multiple_structure`), with the TypeScript type of what arrives.
 */

/** Moodle's PARAM_… types that our functions use. */
export type ValueType =
  'int' | 'float' | 'bool' | 'raw' | 'text' | 'alphanum' | 'alphanumext' | 'path' | 'file' | 'url';

interface SpecBase<T> {
  readonly description: string;
  /** Only for the compiler: the type that a checked value has. */
  readonly type?: T;
  /** As VALUE_REQUIRED, VALUE_OPTIONAL (undefined where missing) and VALUE_DEFAULT. */
  readonly presence: 'required' | 'optional' | 'default';
  readonly fallback?: unknown;
}
export interface ValueSpec<T> extends SpecBase<T> {
  readonly kind: 'value';
  readonly valueType: ValueType;
  readonly nullable: boolean;
  /**
   * An older form of the same parameter, which is taken as well (`settings[0][name]=…` beside `settings=…`). The checked value
   * is this list then; where a request has both forms, the text wins.
   */
  readonly orList?: MultipleSpec<unknown>;
}
export interface SingleSpec<T> extends SpecBase<T> {
  readonly kind: 'single';
  readonly fields: Readonly<Record<string, Spec<unknown>>>;
}
export interface MultipleSpec<T> extends SpecBase<T> {
  readonly kind: 'multiple';
  readonly item: Spec<unknown>;
}
export type Spec<T> = ValueSpec<T> | SingleSpec<T> | MultipleSpec<T>;
export type Infer<S> = S extends { readonly type?: infer T } ? Exclude<T, undefined> : never;

function value<T>(valueType: ValueType, description: string): ValueSpec<T> {
  return { kind: 'value', valueType, description, presence: 'required', nullable: false };
}
export const int = (description: string) => value<number>('int', description);
export const float = (description: string) => value<number>('float', description);
export const bool = (description: string) => value<boolean>('bool', description);
/** Any text, as it is. */
export const raw = (description: string) => value<string>('raw', description);
export const text = (valueType: Exclude<ValueType, 'int' | 'float' | 'bool'>, description: string) =>
  value<string>(valueType, description);

export function single<F extends Readonly<Record<string, Spec<unknown>>>>(
  fields: F,
  description = '',
): SingleSpec<{ [K in keyof F]: Infer<F[K]> | (F[K] extends { presence: 'optional' } ? undefined : never) }> {
  return { kind: 'single', fields, description, presence: 'required' };
}

export function multiple<S extends Spec<unknown>>(item: S, description = ''): MultipleSpec<Infer<S>[]> {
  return { kind: 'multiple', item, description, presence: 'required' };
}

/** Text, or an older form of it as a list. */
export const textOrList = <S extends MultipleSpec<unknown>>(
  description: string,
  list: S,
): ValueSpec<string | Infer<S>> => ({ ...value<string | Infer<S>>('raw', description), orList: list });

/** May be missing; the checked value is undefined then. */
export function optional<S extends Spec<unknown>>(spec: S): Omit<S, 'presence'> & { presence: 'optional' } {
  return { ...spec, presence: 'optional' };
}

/** May be missing; `fallback` stands for it then. */
export function withDefault<S extends Spec<unknown>>(spec: S, fallback: Infer<S> | null): S {
  return { ...spec, presence: 'default', fallback };
}
