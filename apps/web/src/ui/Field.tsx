import { type ComponentProps, type ReactNode, useId } from 'react';
import { cx } from './class-names.ts';

export interface FieldProps extends Omit<ComponentProps<'input'>, 'id'> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
}

const INPUT =
  'h-9 w-full rounded-md bg-well px-2.5 text-sm text-ink ring-1 ring-inset placeholder:text-faint focus:outline-none focus:ring-2 disabled:text-faint';

export function Field({ label, hint, error, className, ...rest }: FieldProps) {
  return (
    <Labelled label={label} note={error ?? hint} isProblem={Boolean(error)} className={className}>
      {(described) => (
        <input
          {...rest}
          {...described}
          aria-invalid={error ? true : undefined}
          className={cx(INPUT, error ? 'ring-danger/70 focus:ring-danger' : 'ring-edge/70 focus:ring-accent')}
        />
      )}
    </Labelled>
  );
}

interface LabelledProps {
  readonly label: string;
  readonly note: ReactNode;
  readonly isProblem?: boolean | undefined;
  readonly className?: string | undefined;
  /** Gives what has the label, with the attributes that bind it to label and note. */
  readonly children: (described: { readonly id: string; readonly 'aria-describedby': string | undefined }) => ReactNode;
}

/** A name above, a note below. */
function Labelled({ label, note, isProblem, className, children }: LabelledProps) {
  const id = useId();
  const noteId = `${id}-note`;
  return (
    <div className={cx('grid content-start gap-1.5', className)}>
      <label htmlFor={id} className="text-xs font-medium text-soft">
        {label}
      </label>
      {children({ id, 'aria-describedby': note ? noteId : undefined })}
      {note ? (
        <p id={noteId} className={cx('text-xs', isProblem ? 'text-danger' : 'text-faint')}>
          {note}
        </p>
      ) : null}
    </div>
  );
}

export interface SelectOption {
  readonly value: string;
  readonly text: string;
  readonly group?: string | undefined;
}

export interface SelectProps extends Omit<ComponentProps<'select'>, 'aria-label'> {
  readonly label: string;
  /** Those that share a group stand together. */
  readonly options: readonly SelectOption[];
}

/** The platform's own list: keyboard, screen reader and touch come with it. */
export function Select({ label, options, className, ...rest }: SelectProps) {
  return (
    <select
      aria-label={label}
      {...rest}
      className={cx(
        'h-8 rounded-md bg-raised px-2 text-xs text-ink ring-1 ring-inset ring-edge/60 hover:bg-active focus:outline-none focus-visible:ring-2 focus-visible:ring-accent disabled:text-faint',
        className,
      )}
    >
      {[...new Set(options.map(({ group }) => group))].map((group) => {
        const those = options.filter((option) => option.group === group).map(optionOf);
        return group === undefined ? (
          those
        ) : (
          <optgroup key={group} label={group} className="bg-panel">
            {those}
          </optgroup>
        );
      })}
    </select>
  );
}

export interface SelectFieldProps extends Omit<ComponentProps<'select'>, 'id'> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly options: SelectProps['options'];
}

/** A list with its name above, as a `Field` among other fields. */
export function SelectField({ label, hint, options, className, ...rest }: SelectFieldProps) {
  return (
    <Labelled label={label} note={hint} className={className}>
      {(described) => (
        <select {...rest} {...described} className={cx(INPUT, 'ring-edge/70 focus:ring-accent')}>
          {options.map(optionOf)}
        </select>
      )}
    </Labelled>
  );
}

const optionOf = ({ value, text }: SelectOption) => (
  <option key={value} value={value} className="bg-panel">
    {text}
  </option>
);
