import { MultiSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import type { SiteWebservice } from '../../../contract/panel/webservices.js';

interface FunctionPickerProps {
  functions: SiteWebservice['functions'];
  value?: string[];
  onChange?: (names: string[]) => void;
  error?: ReactNode;
}

/** Which functions may be called. */
export function FunctionPicker({ functions, ...field }: FunctionPickerProps) {
  return (
    <MultiSelect
      label="Functions"
      required
      data={functions.map(({ name }) => name)}
      searchable
      clearable
      hidePickedOptions
      placeholder={field.value?.length ? undefined : 'Type a part of a name'}
      nothingFoundMessage="No function fits"
      maxDropdownHeight={260}
      {...field}
    />
  );
}
