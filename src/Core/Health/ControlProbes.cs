using Microsoft.Extensions.Options;
using OpsBot.Core.Clients.Node;

namespace OpsBot.Core.Health;

/// <summary>Whether anything at all can be reached from here: who is cut off takes all others for gone.</summary>
public sealed class ControlProbes(ProbeClient client, IOptions<HealthOptions> options, ProbeLimits limits, TimeProvider time)
{
    /// <summary>Why nothing is to be believed now; none where something that is always there answers, or none is known.</summary>
    public async Task<string?> WhyCutOff(CancellationToken cancel)
    {
        var controls = options.Value.ControlUris;
        if (controls.Count == 0 || await Ask(controls, cancel) is null) return null;
        await Task.Delay(limits.Pause, time, cancel);
        return await Ask(controls, cancel) is not { } whys ? null
            : $"None of what is always there could be reached ({string.Join("; ", controls.Zip(whys, (control, why) => $"{control.Host}: {why}"))}).";
    }

    /// <summary>Why not, of each; none where any answers.</summary>
    async Task<IReadOnlyList<string>?> Ask(IReadOnlyList<Uri> controls, CancellationToken cancel)
    {
        var asked = await Task.WhenAll(controls.Select(control => client.Anybody(control, cancel)));
        return asked.Any(one => one.Answers) ? null : [.. asked.Select(one => one.Why!)];
    }
}
