/** Creates an element with this text, and appends it to the parent if given. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  text = '',
  parent?: ParentNode,
  className?: string,
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className !== undefined) element.className = className;
  parent?.append(element);
  return element;
}

/**
 * The first element within `place` that a selector names.
 * @throws {Error} there is none: the page is not what its script expects
 */
export function find<Found extends Element = HTMLElement>(
  place: ParentNode,
  selector: string,
): Found {
  const found = place.querySelector<Found>(selector);
  if (!found) throw new Error(`The page has no ${selector}.`);
  return found;
}

export function addButton(text: string, place: ParentNode, click: () => unknown) {
  const button = make('button', text, place);
  button.type = 'button';
  button.addEventListener('click', () => void click());
  return button;
}

/** Shows a word on a button for a moment. */
export function tell(button: HTMLButtonElement, text: string): void {
  button.dataset['label'] ??= button.textContent;
  button.textContent = text;
  setTimeout(() => (button.textContent = button.dataset['label'] ?? ''), 1500);
}

export function fold(name: string, summary: string, place: ParentNode): HTMLDetailsElement {
  const part = make('details', '', place, name);
  make('summary', summary, part);
  return part;
}

/** Adds a button to a block of code that copies it, or selects it where the browser refuses. */
export function addCopyButton(block: Element): void {
  const button = addButton('Copy', block, async () => {
    const code = find(block, 'code');
    try {
      await navigator.clipboard.writeText(code.textContent);
      tell(button, 'Copied');
    } catch {
      getSelection()?.selectAllChildren(code);
      tell(button, 'Selected');
    }
  });
}

/** The text in a script element that holds a gzip file in base64. */
export async function unpacked(packed: Element): Promise<string> {
  const bytes = Uint8Array.from(atob(packed.textContent), (byte) => byte.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
