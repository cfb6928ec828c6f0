/** The colours. Shades 5 and 6 carry white text with 4.5:1 or more. */
import type { MantineColorsTuple } from '@mantine/core';

const ink: MantineColorsTuple = [
  '#eef1fc',
  '#dce1f6',
  '#b9c3ec',
  '#94a3e2',
  '#7486d8',
  '#5a6fcf',
  '#465bc4',
  '#3a4dab',
  '#324291',
  '#293673',
];

const gray: MantineColorsTuple = [
  '#f7f8fa',
  '#eff1f5',
  '#e4e7ed',
  '#d5dae3',
  '#bcc3d0',
  '#98a1b3',
  '#667085',
  '#4b5565',
  '#333c4c',
  '#1b2230',
];

const dark: MantineColorsTuple = [
  '#d3d8e2',
  '#b4bccb',
  '#98a2b5',
  '#6c778c',
  '#3d475a',
  '#2e3747',
  '#222a38',
  '#1a212d',
  '#141a24',
  '#0e131b',
];

const red: MantineColorsTuple = [
  '#fdeef0',
  '#fadadd',
  '#f4b3b9',
  '#ec8a93',
  '#e06672',
  '#cb3d4b',
  '#b92c3b',
  '#a22433',
  '#8b1d2b',
  '#741723',
];

const green: MantineColorsTuple = [
  '#e6f6ed',
  '#cdecd9',
  '#9fd9b7',
  '#6fc593',
  '#48ae75',
  '#257f50',
  '#1d7a4b',
  '#19683f',
  '#145635',
  '#0f442a',
];

const orange: MantineColorsTuple = [
  '#fdf3e0',
  '#fae5bf',
  '#f3cb82',
  '#e9ae48',
  '#d4921f',
  '#a16600',
  '#8f5a00',
  '#7a4c00',
  '#663f00',
  '#523200',
];

export const palette = { ink, gray, dark, red, green, orange };
