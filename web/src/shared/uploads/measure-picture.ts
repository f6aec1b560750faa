/** How large a picture is, upright, so that its place is kept before the server has it. */

/** Null where it can't be shown. */
export async function measurePicture(
  bytes: Blob,
): Promise<{ readonly width: number; readonly height: number } | null> {
  const url = URL.createObjectURL(bytes);
  const image = new Image();
  try {
    await new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = reject;
      image.src = url;
    });
    const { naturalWidth: width, naturalHeight: height } = image;
    return width > 0 && height > 0 ? { width, height } : null;
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
}
