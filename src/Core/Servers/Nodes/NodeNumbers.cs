using System.Text.Json;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Nodes;

/// <summary>
/// What a node says of its server: percent of all processors, of memory and of the disk in use, and bytes a second in and out. At least
/// one of them.
/// </summary>
public sealed record NodeNumbers(double? Cpu, double? Memory, double? Disk, double? NetIn, double? NetOut)
{
    const double Whole = 100, MostBytes = 1e12;

    static readonly IReadOnlyList<string> names = ["server", "cpu", "memory", "disk", "netIn", "netOut"];

    /// <summary>Or why they are none, for who set the node up.</summary>
    public static Result<NodeNumbers> Read(JsonElement body)
    {
        if (body.EnumerateObject().Select(field => field.Name).FirstOrDefault(name => !names.Contains(name)) is { } unknown)
            return new Refusal($"there is no number {Excerpt.Of(unknown)}");
        var all = new Dictionary<string, double?>();
        foreach (var name in names.Skip(1))
        {
            var most = name.StartsWith("net", StringComparison.Ordinal) ? MostBytes : Whole;
            all[name] = null;
            if (!body.TryGetProperty(name, out var given) || given.ValueKind == JsonValueKind.Null) continue;
            if (given.ValueKind != JsonValueKind.Number || !given.TryGetDouble(out var value) || !(value >= 0 && value <= most))
                return new Refusal($"{name} has to be a number from 0 to {most:0}");
            all[name] = value;
        }
        return all.Values.All(value => value is null) ? new Refusal("it has no number")
            : new NodeNumbers(all["cpu"], all["memory"], all["disk"], all["netIn"], all["netOut"]);
    }
}
