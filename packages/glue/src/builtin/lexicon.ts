import { dimension, type Dimension } from './concept.ts';

/** Subjects that share the respects in which something can be said of them. */
export interface Domain {
  readonly subjects: readonly string[];
  readonly dimensions: readonly Dimension[];
}

const place = dimension(
  'place',
  {
    indoors: {
      'at home': ['in the kitchen', 'in the bedroom', 'in the living room', 'in the bathroom'],
      'at school': ['in the classroom', 'in the school library', 'in the school gym'],
      'at the hospital': ['in the waiting room', 'in the operating room'],
      'in a shop': ['in the bakery', 'in the bookshop', 'in the shoe shop'],
    },
    outdoors: {
      'by the water': ['on the beach', 'on the riverbank', 'on the lake shore'],
      'among the trees': ['in the forest', 'in the apple orchard'],
      'on the street': ['on a busy crossing', 'on the pavement'],
      'on the farm': ['in the wheat field', 'in the vegetable patch'],
      'on the mountain': ['on the summit', 'on a steep slope'],
    },
  },
  { whole: true },
);

const activity = dimension(
  'activity',
  {
    asleep: ['fast asleep', 'napping'],
    awake: {
      'on the move': {
        running: ['sprinting', 'jogging'],
        walking: ['strolling', 'marching', 'limping'],
        riding: ['riding a bicycle', 'riding a horse', 'riding a scooter'],
      },
      'making music': ['playing the piano', 'playing the violin', 'playing the drums'],
      eating: ['eating an apple', 'eating soup', 'eating a sandwich'],
      drinking: ['drinking tea', 'drinking milk', 'drinking lemonade'],
      reading: ['reading a newspaper', 'reading a novel', 'reading a letter'],
      'making food': ['frying eggs', 'baking bread', 'peeling potatoes'],
      'making a picture': ['painting a portrait', 'drawing a map', 'sketching a ship'],
    },
  },
  { open: ['awake'], whole: true },
);

const head = dimension('head', {
  bareheaded: [],
  'wearing a hat': [
    'wearing a red hat',
    'wearing a blue hat',
    'wearing a green hat',
    'wearing a yellow hat',
    'wearing a black hat',
    'wearing a white hat',
  ],
});

const company = dimension(
  'company',
  {
    alone: ['all alone'],
    'with somebody': {
      'with a relative': ['with a sister', 'with an uncle', 'with a grandmother'],
      'with a friend': ['with an old friend', 'with a new friend'],
      'with a neighbour': [],
    },
  },
  { open: ['with somebody', 'with a relative', 'with a friend'], whole: true },
);

const mood = dimension(
  'mood',
  {
    'in a good mood': ['cheerful', 'delighted', 'thrilled'],
    'in a bad mood': ['angry', 'gloomy', 'miserable'],
  },
  { open: ['in a good mood', 'in a bad mood'] },
);

const time = dimension(
  'time',
  {
    daytime: ['early morning', 'noon', 'late afternoon'],
    night: ['midnight', 'long past midnight'],
  },
  { whole: true },
);

const weather = dimension('weather', {
  dry: [],
  raining: ['pouring with rain', 'drizzling'],
  snowing: ['snowing heavily', 'snowing lightly'],
});

const colour = dimension('colour', {
  red: ['dark red', 'bright red', 'pale red'],
  blue: ['dark blue', 'bright blue', 'pale blue'],
  green: ['dark green', 'bright green', 'pale green'],
  yellow: ['dark yellow', 'bright yellow', 'pale yellow'],
  black: [],
  white: [],
});

const size = dimension(
  'size',
  {
    big: ['huge', 'enormous'],
    small: ['tiny', 'very small'],
  },
  { open: ['big', 'small'] },
);

const price = dimension(
  'price',
  {
    cheap: ['dirt cheap', 'very cheap'],
    expensive: ['very expensive', 'outrageously expensive'],
  },
  { open: ['cheap', 'expensive'] },
);

const age = dimension(
  'age',
  { old: ['ancient', 'very old'], new: ['brand new', 'fairly new'] },
  { open: ['old'] },
);

const warmth = dimension(
  'warmth',
  {
    hot: ['boiling hot', 'piping hot'],
    cold: ['ice cold', 'rather cold'],
  },
  { open: ['hot'] },
);

const pet = dimension('pet', {
  'a mammal': {
    'a dog': ['a poodle', 'a beagle', 'a terrier', 'a sheepdog'],
    'a cat': ['a Siamese cat', 'a Persian cat'],
    'a rodent': ['a hamster', 'a guinea pig', 'a mouse'],
  },
  'a bird': ['a parrot', 'a canary', 'a pigeon'],
  'a fish': ['a goldfish', 'a guppy'],
  'a reptile': ['a turtle', 'a lizard', 'a snake'],
});

const plant = dimension('plant', {
  'a tree': ['an oak', 'a birch', 'a pine'],
  'a flower': ['a rose', 'a tulip', 'a daisy'],
  'a vegetable': ['a carrot', 'a cabbage', 'a leek'],
});

const vehicle = dimension('vehicle', {
  'a boat': ['a canoe', 'a sailing boat', 'a ferry'],
  'a car': ['a taxi', 'a racing car', 'a police car'],
  'an aircraft': ['a helicopter', 'a glider', 'an airliner'],
});

const instrument = dimension('instrument', {
  'a string instrument': ['a violin', 'a guitar', 'a cello'],
  'a wind instrument': ['a flute', 'a trumpet', 'a clarinet'],
  'a percussion instrument': ['a drum', 'a tambourine'],
});

/** Nothing in one dimension of a domain says anything about another. */
export const domains = {
  people: {
    subjects: [
      ...['the nurse', 'the teacher', 'the farmer', 'the sailor', 'the baker', 'the doctor'],
      ...['the boy', 'the girl', 'the old man', 'the young woman', 'the tourist', 'the painter'],
      ...['Anna', 'Peter', 'Maria', 'David', 'Julia', 'Simon'],
    ],
    dimensions: [place, activity, head, company, mood],
  },
  scene: { subjects: ['it'], dimensions: [time, weather] },
  things: {
    subjects: [
      ...['the car', 'the chair', 'the bag', 'the house', 'the boat', 'the lamp', 'the carpet'],
      ...['the bicycle', 'the vase', 'the door', 'the coat', 'the box'],
    ],
    dimensions: [colour, size, price, age],
  },
  dishes: {
    subjects: ['the soup', 'the tea', 'the water', 'the milk', 'the sauce', 'the porridge'],
    dimensions: [warmth],
  },
  pets: {
    subjects: ['the pet', 'the new pet', "the neighbour's pet", "the teacher's pet"],
    dimensions: [pet],
  },
  plants: {
    subjects: ['the plant', 'the plant by the gate', 'the plant in the picture'],
    dimensions: [plant],
  },
  vehicles: {
    subjects: ['the toy', 'the vehicle in the film', 'the vehicle in the picture'],
    dimensions: [vehicle],
  },
  instruments: {
    subjects: ['the instrument', 'the instrument in the case', 'the gift'],
    dimensions: [instrument],
  },
} as const satisfies Record<string, Domain>;
