// The marks of the standings, drawn as in the list: a shape each, so that no colour is needed.
import { STANDINGS, colour } from "./colours.js";

const SIZE = 16;
const SCALE = 3;

const SHAPES = {
  confirmed: (pen) => fill(pen, disc(6.5)),
  claimed: (pen) => fill(pen, lines([8, 1], [15, 8], [8, 15], [1, 8])),
  witnessed: (pen) => {
    const triangle = lines([8, 1.5], [15, 14.5], [1, 14.5]);
    fill(pen, triangle);
    line(pen, triangle, 1.4, colour("--edge"));
  },
  reported: (pen) => ring(pen),
  disputed: (pen) => {
    ring(pen);
    const half = new Path2D();
    half.arc(8, 8, 5.5, -Math.PI / 2, Math.PI / 2);
    fill(pen, half);
  },
  denied: (pen) => line(pen, crossing(2.5, 13.5), 3),
  refuted: (pen) => {
    ring(pen, 6.6);
    line(pen, crossing(5.2, 10.8), 2);
  },
  undisclosed: (pen) => {
    pen.setLineDash([3, 2]);
    ring(pen);
  },
};

export function drawMark(standing) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE * SCALE;
  const pen = canvas.getContext("2d");
  pen.scale(SCALE, SCALE);
  pen.lineCap = "round";
  // a halo of the ground, so that a mark stands off the lines below it
  pen.fillStyle = pen.strokeStyle = colour("--ground");
  pen.globalAlpha = 0.85;
  fill(pen, disc(8));
  pen.globalAlpha = 1;
  pen.fillStyle = pen.strokeStyle = colour(STANDINGS[standing]);
  SHAPES[standing](pen);
  return { image: pen.getImageData(0, 0, canvas.width, canvas.height), pixelRatio: SCALE };
}

function disc(radius) {
  const path = new Path2D();
  path.arc(8, 8, radius, 0, 2 * Math.PI);
  return path;
}

function lines(...points) {
  const path = new Path2D();
  points.forEach(([x, y], number) => (number ? path.lineTo(x, y) : path.moveTo(x, y)));
  path.closePath();
  return path;
}

function crossing(low, high) {
  const path = new Path2D();
  path.moveTo(low, low);
  path.lineTo(high, high);
  path.moveTo(high, low);
  path.lineTo(low, high);
  return path;
}

function fill(pen, path) {
  pen.fill(path);
}

function line(pen, path, width, paint) {
  pen.lineWidth = width;
  if (paint) pen.strokeStyle = paint;
  pen.stroke(path);
}

function ring(pen, radius = 5.5) {
  line(pen, disc(radius), 2.2);
}
