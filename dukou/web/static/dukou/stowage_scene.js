// Draw a vehicle with its cartons in 3D. Lengths are cm: x from the front wall to the doors, y across, z up.
const TURN = 0.01;
const KEYS = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] };
const NEARER = { "+": 0.9, "=": 0.9, "-": 1.1 };
const INK = "#123";
const AIR = "#8b9aa1";

export function show(three, canvas, load, legend) {
  const renderer = new three.WebGLRenderer({ canvas, antialias: true, alpha: true });
  const scene = new three.Scene();
  scene.add(new three.AmbientLight("#fff", 2.2), light(three, load.room));
  scene.add(...room(three, load));
  const groups = cartons(three, load, legend);
  scene.add(...groups.map((group) => group.mesh));
  const frame = outline(three, [1, 1, 1], INK);
  scene.add(frame);
  const camera = new three.PerspectiveCamera(40, 1, 1, 20_000);
  const eye = { across: 0.9, down: 1.15, far: load.room[0] * 1.2 };
  const middle = new three.Vector3(load.room[0] / 2, load.room[2] / 2, -load.room[1] / 2);

  const draw = () => {
    const { clientWidth: width, clientHeight: height } = canvas;
    renderer.setPixelRatio(Math.min(window.devicePixelRatio, 2));
    renderer.setSize(width, height, false);
    camera.aspect = width / height;
    camera.position.setFromSphericalCoords(eye.far, eye.down, eye.across).add(middle);
    camera.lookAt(middle);
    camera.updateProjectionMatrix();
    renderer.render(scene, camera);
  };
  turn(canvas, eye, load.room[0], draw);
  new ResizeObserver(draw).observe(canvas);
  return (step) => {
    for (const { mesh, steps } of groups) mesh.count = steps.filter((one) => one < step).length;
    frame.visible = step > 0;
    if (step > 0) stand(frame, load.boxes[step - 1]);
    draw();
  };
}

// Boxes stand by their middle; y runs away from the eye, so that left stays left.
function stand(object, [x, y, z, dx, dy, dz]) {
  object.position.set(x + dx / 2, z + dz / 2, -(y + dy / 2));
  object.scale.set(dx, dz, dy);
  object.updateMatrix();
}

function light(three, [length, width, height]) {
  const sun = new three.DirectionalLight("#fff", 1.6);
  sun.position.set(length, height * 4, width * 2);
  return sun;
}

function outline(three, [length, height, width], colour) {
  const edges = new three.EdgesGeometry(new three.BoxGeometry(length, height, width));
  return new three.LineSegments(edges, new three.LineBasicMaterial({ color: colour }));
}

// Of a vehicle that carries others' goods too, all that is not the viewer's own is one grey block.
function room(three, load) {
  const whole = [0, 0, 0, ...load.room];
  const walls = outline(three, [1, 1, 1], INK);
  stand(walls, whole);
  if (load.whole) return [walls];
  const air = new three.MeshBasicMaterial({ color: AIR, transparent: true, opacity: 0.22, depthWrite: false });
  const block = new three.Mesh(new three.BoxGeometry(1, 1, 1), air);
  stand(block, whole);
  return [walls, block];
}

// One mesh for each number of the legend; its boxes are in the order of loading, so that a step is a count.
function cartons(three, load, legend) {
  const byNumber = new Map();
  load.boxes.forEach((box, step) => {
    if (!byNumber.has(box[6])) byNumber.set(box[6], []);
    byNumber.get(box[6]).push(step);
  });
  const shape = new three.BoxGeometry(1, 1, 1);
  const place = new three.Object3D();
  return [...byNumber].map(([number, steps]) => {
    const map = face(three, number, legend.get(number).colour);
    const mesh = new three.InstancedMesh(shape, new three.MeshLambertMaterial({ map }), steps.length);
    steps.forEach((step, index) => {
      stand(place, load.boxes[step]);
      mesh.setMatrixAt(index, place.matrix);
    });
    mesh.frustumCulled = false;
    return { mesh, steps };
  });
}

// Each face bears the number of the legend: colours alone do not tell eight owners apart for every eye.
function face(three, number, colour) {
  const side = document.createElement("canvas");
  side.width = side.height = 128;
  const pen = side.getContext("2d");
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 128, 128);
  pen.strokeStyle = "#ffffffb0";
  pen.lineWidth = 6;
  pen.strokeRect(0, 0, 128, 128);
  pen.fillStyle = "#fff";
  pen.font = "bold 56px sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(String(number), 64, 66);
  const texture = new three.CanvasTexture(side);
  texture.colorSpace = three.SRGBColorSpace;
  texture.anisotropy = 4;
  return texture;
}

// Turned by mouse, finger and arrow keys; nearer by wheel, two fingers, plus and minus.
function turn(canvas, eye, length, draw) {
  const fingers = new Map();
  const spread = () => {
    const [one, other] = [...fingers.values()];
    return Math.hypot(one.x - other.x, one.y - other.y);
  };
  const move = (across, down) => {
    eye.across += across;
    eye.down = Math.min(Math.max(eye.down + down, 0.05), Math.PI - 0.05);
    draw();
  };
  const near = (by) => {
    eye.far = Math.min(Math.max(eye.far * by, length * 0.25), length * 4);
    draw();
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const apart = fingers.size === 2 ? spread() : 0;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 2) near(apart / Math.max(spread(), 1));
    else move((before.x - event.clientX) * TURN, (before.y - event.clientY) * TURN);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, (event) => fingers.delete(event.pointerId));
  }
  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      near(event.deltaY > 0 ? 1.1 : 0.9);
    },
    { passive: false },
  );
  canvas.addEventListener("keydown", (event) => {
    if (KEYS[event.key]) move(...KEYS[event.key]);
    else if (NEARER[event.key]) near(NEARER[event.key]);
    else return;
    event.preventDefault();
  });
}
