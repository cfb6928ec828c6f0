import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';

interface BelowFieldProps {
  value: string;
  onChange: (value: string | null) => void;
}

const version = /^\d{1,15}(\.\d{1,6})?$/;

/** Narrows a list to versions below one; asks once the typing pauses and makes sense. */
export function BelowField({ value, onChange }: BelowFieldProps) {
  const [text, setText] = useState(value);
  const ask = useDebouncedCallback(onChange, 300);
  const wrong = text !== '' && !version.test(text);
  return (
    <TextInput
      aria-label="Below version"
      placeholder="Below version 2024…"
      inputMode="decimal"
      value={text}
      maxLength={22}
      error={wrong ? 'Digits, as in 2024100700' : undefined}
      onChange={(event) => {
        const next = event.currentTarget.value.trim();
        setText(next);
        if (next === '') ask(null);
        else if (version.test(next)) ask(next);
      }}
      style={{ flex: '1 1 150px', maxWidth: 200 }}
    />
  );
}
