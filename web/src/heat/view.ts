// Which part of a heat map is seen, in cells.

export interface View {
  left: number;
  top: number;
  width: number;
  height: number;
}

export function whole(columns: number, rows: number): View {
  return { left: 0, top: 0, width: columns, height: rows };
}

/** factor: below 1 to come nearer; x, y: what stays where it is, as shares of the view. */
export function zoomed(view: View, factor: number, x: number, y: number, columns: number, rows: number): View {
  const width = Math.min(columns, Math.max(view.width * factor, Math.min(4, columns)));
  const height = Math.min(rows, Math.max(view.height * factor, Math.min(4, rows)));
  return inside({ left: view.left + (view.width - width) * x, top: view.top + (view.height - height) * y, width, height }, columns, rows);
}

export function moved(view: View, right: number, down: number, columns: number, rows: number): View {
  return inside({ ...view, left: view.left + right, top: view.top + down }, columns, rows);
}

/** So that the cell is seen. */
export function showing(view: View, column: number, row: number, columns: number, rows: number): View {
  const left = Math.min(Math.max(view.left, column + 1 - view.width), column);
  const top = Math.min(Math.max(view.top, row + 1 - view.height), row);
  return inside({ ...view, left, top }, columns, rows);
}

function inside(view: View, columns: number, rows: number): View {
  return {
    ...view,
    left: Math.min(Math.max(view.left, 0), columns - view.width),
    top: Math.min(Math.max(view.top, 0), rows - view.height),
  };
}
