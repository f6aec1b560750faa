/** What somebody gives by a drop or a paste, as far as it is files. */

export interface Given {
  readonly files: readonly File[];
  /** Those can't be sent. */
  readonly folders: number;
}

export function dropped(data: DataTransfer): Given {
  const items = [...data.items].filter((it) => it.kind === 'file');
  const isFolder = (it: DataTransferItem): boolean => it.webkitGetAsEntry()?.isDirectory ?? false;
  const files = items.filter((it) => !isFolder(it)).flatMap((it) => it.getAsFile() ?? []);
  return { files, folders: items.filter(isFolder).length };
}

/** Null where it is text: spreadsheets and word processors add a picture of it. */
export function pasted(data: DataTransfer): Given | null {
  const isText = data.types.includes('text/plain') && data.types.includes('text/html');
  const files = [...data.files];
  return files.length === 0 || isText ? null : { files, folders: 0 };
}
