import { Observed } from "../../ui/observed";

interface ChoosingState {
  /** The interaction that another ticket is being chosen for. */
  of: string | undefined;
  /** How often it was asked for: each time brings it into view. */
  asked: number;
}

/** Whether the choice of another ticket is open, whoever has asked for it. */
export class Choosing extends Observed<ChoosingState> {
  constructor() {
    super({ of: undefined, asked: 0 });
  }

  ask(interaction: string): void {
    this.set({ of: interaction, asked: this.state.asked + 1 });
  }

  close(): void {
    if (this.state.of !== undefined) this.set({ of: undefined });
  }
}

export const choosingOf = (): Choosing => new Choosing();
