// A button beside every command line that copies it.

import { button } from './dom';

export function addCopyButtons(): void {
  for (const command of document.querySelectorAll('.command')) {
    const text = command.textContent ?? '';
    const copy = button('Copy', () => {
      void copyText(text).then((done) => {
        copy.textContent = done ? 'Copied' : 'Select and copy';
        setTimeout(() => { copy.textContent = 'Copy'; }, 2000);
      });
    }, { 'aria-label': 'Copy this command line' });
    copy.setAttribute('aria-live', 'polite');
    command.append(copy);
  }
}

/** A page that is opened as a file may have no clipboard. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
