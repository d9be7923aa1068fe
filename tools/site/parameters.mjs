/** Types that only change their first argument. */
const wrappers = ['Pick', 'Omit', 'Partial', 'Required', 'Readonly'];

const lower = (name) => name[0].toLowerCase() + name.slice(1);

/** A parameter's name after its type: `{ runs }: GlueSetting` → "glueSetting"; "options" for a type without a name. */
export function nameOfType(type) {
  if (type?.type === 'reference') {
    if (wrappers.includes(type.name)) return nameOfType(type.typeArguments?.[0]);
    return type.name === 'Record' ? 'options' : lower(type.name);
  }
  if (type?.type === 'typeOperator' || type?.type === 'optional') return nameOfType(type.target);
  return type?.type === 'array' || type?.type === 'tuple' ? 'values' : 'options';
}

/** Names the parameters of a signature that its source takes apart, which TypeDoc calls "__namedParameters". */
export function nameParameters(parameters) {
  const taken = new Set(parameters.map(({ name }) => name));
  for (const parameter of parameters.filter(({ name }) => name === '__namedParameters')) {
    const wanted = nameOfType(parameter.type);
    const names = [wanted, ...[2, 3, 4].map((at) => `${wanted}${at}`)];
    parameter.name = names.find((name) => !taken.has(name)) ?? wanted;
    taken.add(parameter.name);
  }
}
