"""From the terminals to the chip's pins: voltage dividers and current transformers.

Ideal here: a transformer is a ratio and a burden. A real one (ratio and phase error, magnetising
curve, saturation) takes the place of `CurrentTransformer` with the same one method,
`burden_voltage(wave, frequency_hz) -> wave`.
"""

from dataclasses import dataclass, replace

from host.simulator.signals import Signals


@dataclass(frozen=True)
class CurrentTransformer:
    """An ideal transformer of `turns`:1 into `burden_ohm`."""

    turns: float = 2000.0
    burden_ohm: float = 0.6

    def burden_voltage(self, wave, frequency_hz):
        return wave.scaled(self.burden_ohm / self.turns)


@dataclass(frozen=True)
class Divider:
    """The recommended divider, 7 x 240 kOhm over 1 kOhm (application note 46103A page 7)."""

    ratio: float = 1681.0

    def pin_voltage(self, wave):
        return wave.scaled(1 / self.ratio)


@dataclass
class Pins:
    """A source of stretches at the chip's pins, made of one at the terminals."""

    terminals: object
    transformer: CurrentTransformer = CurrentTransformer()
    divider: Divider = Divider()

    def stretch_at(self, t_us):
        stretch = self.terminals.stretch_at(t_us)
        return replace(stretch, signals=self._at_pins(stretch.signals))

    def _at_pins(self, signals):
        hertz = signals.frequency_hz
        return Signals(
            hertz,
            tuple(self.divider.pin_voltage(wave) for wave in signals.voltages),
            tuple(self.transformer.burden_voltage(wave, hertz) for wave in signals.currents),
        )
