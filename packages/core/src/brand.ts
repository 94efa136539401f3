/** A string or number that only its own parser can make: a ReadingId is never mistaken for an ImageId. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name };
