"""One U-Net as Scholia builds it, trained in PyTorch on one patch: the step that `scholia bench train --vs-pytorch` compares with."""
import json
import resource
import sys
import time

import torch
from torch import nn

task = json.loads(sys.argv[1])
channels, edge, steps = task["channels"], task["edge"], task["steps"]
torch.set_num_threads(task["threads"])
torch.manual_seed(1)
CLASSES = 3


class Block(nn.Sequential):
    def __init__(self, inputs, outputs):
        layers = []
        for width in (inputs, outputs):
            layers += [nn.Conv3d(width, outputs, 3, padding=1, bias=False), nn.InstanceNorm3d(outputs, affine=True), nn.LeakyReLU(0.01)]
        super().__init__(*layers)


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        pairs = list(zip(channels, channels[1:]))
        self.encoders = nn.ModuleList([Block(1, channels[0])] + [Block(b, b) for _, b in pairs])
        self.down = nn.ModuleList([nn.Conv3d(a, b, 2, 2, bias=False) for a, b in pairs])
        self.up = nn.ModuleList([nn.ConvTranspose3d(b, a, 2, 2, bias=False) for a, b in pairs])
        self.decoders = nn.ModuleList([Block(2 * a, a) for a, _ in pairs])
        self.head = nn.Conv3d(channels[0], CLASSES, 1)

    def forward(self, x):
        skips = [self.encoders[0](x)]
        for down, block in zip(self.down, self.encoders[1:]):
            skips.append(block(down(skips[-1])))
        y = skips.pop()
        for up, block in reversed(list(zip(self.up, self.decoders))):
            y = block(torch.cat([skips.pop(), up(y)], 1))
        return self.head(y)


def loss_of(logits, classes):
    """Cross-entropy plus soft Dice of the foreground, as `dice-cross-entropy`."""
    truth = nn.functional.one_hot(classes, CLASSES).movedim(-1, 1).float()
    log_p = logits.log_softmax(1)
    p = log_p.exp()
    axes = (0, 2, 3, 4)
    dice = (2 * (p * truth).sum(axes) + 1) / ((p + truth).sum(axes) + 1)
    return 1 - dice[1:].mean() - (truth * log_p).sum() / classes.numel()


def fastest(run):
    """Milliseconds; the first two take longer."""
    times = []
    for _ in range(2 + steps):
        started = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - started))
    return min(times[2:])


network = UNet()
optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)
image = torch.randn(1, 1, edge, edge, edge)
classes = torch.randint(0, CLASSES, (1, edge, edge, edge))


def train():
    optimiser.zero_grad(set_to_none=True)
    loss_of(network(image), classes).backward()
    nn.utils.clip_grad_norm_(network.parameters(), 12)
    optimiser.step()


def predict():
    with torch.inference_mode():
        network(image).softmax(1)


step = fastest(train)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"stepMs": step, "inferenceMs": fastest(predict), "peakMiB": peak}))
