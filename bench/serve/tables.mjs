/** What the two models are trained on: made of numbers alone, the size of InstEval (2,972 users, 1,128 items, 73,421 ratings). */
export const USERS = 2972;
const ITEMS = 1128;
const RATINGS = 73_421;

const draw = (i, k, below) => ((Math.imul(i + 1, 2654435761) ^ Math.imul(i + k + 1, 2246822519)) >>> 7) % below;

export function ratingsCsv() {
  const lines = ['user_id,item_id,rating'];
  for (let i = 0; i < RATINGS; i++) {
    const [user, item] = [i % USERS, draw(i, 1, ITEMS)];
    lines.push(`u${user},i${item},${1 + ((draw(user, 3, 3) + draw(item, 5, 3) + draw(i, 7, 2)) % 5)}`);
  }
  return `${lines.join('\n')}\n`;
}

const COLOURS = ['red', 'green', 'blue', 'grey', 'black', 'white'];
const CITIES = ['Berlin', 'Paris', 'Rome', 'Madrid', 'Vienna', 'Prague', 'Oslo', 'Athens'];

/** A row of a table with numbers, categories and gaps, as a client sends it. */
export function person(i) {
  const gap = draw(i, 11, 12) === 0;
  return {
    age: 18 + draw(i, 1, 70),
    income: gap ? null : 1000 + draw(i, 2, 9000),
    height: 150 + draw(i, 3, 500) / 10,
    visits: draw(i, 4, 40),
    score: draw(i, 5, 1000) / 1000,
    balance: draw(i, 6, 20_000) - 5000,
    colour: COLOURS[draw(i, 7, COLOURS.length)],
    city: CITIES[draw(i, 8, CITIES.length)],
  };
}

export function peopleCsv(rows) {
  const lines = ['age,income,height,visits,score,balance,colour,city,label'];
  for (let i = 0; i < rows; i++) {
    const row = person(i);
    const likely = row.age / 70 + row.score + (row.colour === 'red' ? 0.5 : 0) + draw(i, 9, 100) / 100;
    lines.push([...Object.values(row).map((value) => value ?? ''), likely > 1.9 ? 'yes' : 'no'].join(','));
  }
  return `${lines.join('\n')}\n`;
}
