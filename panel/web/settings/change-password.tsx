import { Button, Group, PasswordInput, type PasswordInputProps, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { PASSWORD_MAX, PASSWORD_MIN } from '../../../contract/panel/password-limits.js';
import { call } from '../api/client.js';
import { ErrorNote } from '../ui/error-note.js';
import { checkPasswords, refusedFields, type PasswordValues } from './password-form.js';

function Secret(props: PasswordInputProps) {
  return (
    <PasswordInput
      required
      withAsterisk={false}
      visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
      {...props}
    />
  );
}

/** Changes the operator's own password. */
export function ChangePassword({ email }: { email: string }) {
  const form = useForm<PasswordValues>({
    initialValues: { current: '', next: '', again: '' },
    validate: checkPasswords,
  });
  const change = useMutation({
    mutationFn: ({ current, next }: PasswordValues) =>
      call('passwordChange', { body: { current_password: current, new_password: next } }),
    onSuccess: () => {
      form.reset();
      notifications.show({
        color: 'green',
        message: 'Your password is changed. You were signed out everywhere else.',
        withBorder: true,
      });
    },
    onError: (error) => form.setErrors(refusedFields(error) ?? {}),
    gcTime: 0,
  });
  return (
    <form onSubmit={form.onSubmit((values) => change.mutate(values))} noValidate>
      <Stack gap="md" maw={420}>
        {/* Tells password managers whose password this is. */}
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        <Secret
          label="Present password"
          autoComplete="current-password"
          maxLength={256}
          {...form.getInputProps('current')}
        />
        <Secret
          label="New password"
          description={`From ${PASSWORD_MIN} to ${PASSWORD_MAX} characters`}
          autoComplete="new-password"
          {...form.getInputProps('next')}
        />
        <Secret label="New password again" autoComplete="new-password" {...form.getInputProps('again')} />
        <ErrorNote error={refusedFields(change.error) ? null : change.error} />
        <Group>
          <Button type="submit" loading={change.isPending}>
            Change password
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
