/** Where the bytes of a file are. The session's cookie lets a picture in; the URL is everybody's. */

export function fileAddress(id: string): string {
  return `/api/files/${id}`;
}

/** A small version of a picture, by its long side; a picture that is smaller comes as it is. */
export function thumbnailAddress(id: string, size: 480 | 1280): string {
  return `${fileAddress(id)}/thumbnail?size=${size}`;
}
