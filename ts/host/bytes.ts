// Byte strings: how paths, arguments and environment cross into the bridge, one character (0 to 255) for each byte.
// Node hands them out decoded as UTF-8; here they are turned back, so that names in any encoding survive.

/** The byte string of a JavaScript string, which is taken as UTF-8. */
export function toBytes(text: string): string {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0x7f) return Buffer.from(text, "utf8").toString("latin1");
  }
  return text;
}

/** The text of a byte string, for messages; what is not UTF-8 shows as U+FFFD. */
export function fromBytes(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** The strings of a block in which each is ended by NUL, such as argv and envp of execveat. */
export function splitStrings(block: string): string[] {
  const strings = block.split("\0");
  strings.pop();
  return strings;
}
