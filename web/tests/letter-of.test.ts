import { describe, expect, it } from 'vitest';
import { letterOf } from '@/shared/letter-of';

describe('the letter that a key means', () => {
  it.each([
    ['as it is', 'k', 'KeyK', 'k'],
    ['with Shift or Caps Lock', 'K', 'KeyK', 'k'],
    ['in Cyrillic', 'л', 'KeyK', 'k'],
    ['in Cyrillic with Shift', 'А', 'KeyF', 'f'],
    ['in Arabic', 'ن', 'KeyK', 'k'],
    ['in Arabic with Shift, where it types a sign', '[', 'KeyF', 'f'],
    ['where a key types two letters', 'لا', 'KeyB', 'b'],
    ['where it lies elsewhere (AZERTY)', 'a', 'KeyQ', 'a'],
    ['where it lies in the place of a sign (Dvorak)', 's', 'Semicolon', 's'],
    ['where only the place is known', 'Unidentified', 'KeyR', 'r'],
    ['where only what is written is known', 'r', '', 'r'],
  ])('is found %s', (_, key, code, letter) => {
    expect(letterOf({ key, code })).toBe(letter);
  });

  it.each([
    ['+', 'Equal'],
    ['1', 'Digit1'],
    ['F1', 'F1'],
    ['Enter', 'Enter'],
    ['ж', 'Semicolon'],
    ['\u212a', ''],
  ])('is none on others: %s', (key, code) => {
    expect(letterOf({ key, code })).toBeNull();
  });
});
