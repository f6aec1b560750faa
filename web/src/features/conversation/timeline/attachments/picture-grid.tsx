/** Keeps a place for each picture of a message, of the same size before and after its bytes come. */
import { type ReactNode, useCallback } from 'react';
import type { Boxes, PictureRow, Tile } from './measure';
import styles from './picture-grid.module.css';

interface Props {
  readonly boxes: Boxes;
  /** What is in the place of a picture; the place is positioned, and cuts what is larger. */
  readonly children: (tile: Tile) => ReactNode;
}

export function PictureGrid({ boxes, children }: Props) {
  const sized = useSizes({ width: `${boxes.width}px` });
  return (
    <div className={styles['grid']} ref={sized}>
      {boxes.rows.map((row) => (
        <Line key={row.tiles[0]?.index} row={row}>
          {children}
        </Line>
      ))}
    </div>
  );
}

function Line({ row, children }: { readonly row: PictureRow } & Pick<Props, 'children'>) {
  const sized = useSizes({ ratio: row.ratio });
  return (
    <div className={styles['row']} ref={sized}>
      {row.tiles.map((tile) => (
        <Place key={tile.index} tile={tile}>
          {children(tile)}
        </Place>
      ))}
    </div>
  );
}

function Place({ tile, children }: { readonly tile: Tile; readonly children: ReactNode }) {
  const sized = useSizes({ share: tile.ratio });
  return (
    <div className={styles['tile']} ref={sized}>
      {children}
    </div>
  );
}

interface Sizes {
  readonly width?: string;
  readonly ratio?: number;
  readonly share?: number;
}

/** Numbers for the style sheet, before anything is painted or measured. */
function useSizes({ width, ratio, share }: Sizes): (element: HTMLElement | null) => void {
  return useCallback(
    (element) => {
      const sizes = { '--width': width, '--ratio': ratio, '--share': share };
      for (const [name, value] of Object.entries(sizes)) {
        if (value !== undefined) element?.style.setProperty(name, `${value}`);
      }
    },
    [width, ratio, share],
  );
}
