/** Where the command's words go. */
export interface Output {
  print(text: string): void;
  complain(text: string): void;
  /** Of the terminal, in columns; absent where it prints to none. */
  readonly width?: number | undefined;
}
