using System.Globalization;
using System.Text.RegularExpressions;
using Map = System.Collections.Generic.Dictionary<object, object?>;

namespace OpsBot.Sandbox.Nodes;

/// <summary>What docker compose makes of its file and .env: all services, or none and why.</summary>
static partial class ComposeReading
{
    static readonly string[] services = ["convex", "web", "mta", "redis", "clamav", "convex-deploy"];

    public static PretendDisk Of(Map compose, Dictionary<string, string> environment)
    {
        if (compose.GetValueOrDefault("services") is not Map all) throw new StaysDarkException("docker compose: it names no services.");
        if (services.FirstOrDefault(name => !all.ContainsKey(name)) is { } missing)
            throw new StaysDarkException($"docker compose: there is no service {missing}.");
        var (open, version) = (new HashSet<int>(), "");
        foreach (var (name, one) in all)
        {
            var service = (Map)Filled(one, environment)!;
            var tag = Tag($"{name}", $"{service.GetValueOrDefault("image")}");
            if (name is "web") version = tag;
            foreach (var port in CloudInit.Texts(service.GetValueOrDefault("ports"))) Publish(port, open);
        }
        return new PretendDisk { Environment = environment, Version = version, OpenPorts = open };
    }

    static string Tag(string service, string image)
    {
        var tag = image.Split('/')[^1].Split(':') is [_, var given] ? given : "";
        if (!OneVersion().IsMatch(tag)) throw new StaysDarkException($"docker compose: {service} has {image}, which is no one version.");
        return tag;
    }

    // "3000:3000" is open to everybody, "127.0.0.1:3210:3210" to the server itself.
    static void Publish(string port, HashSet<int> open)
    {
        var parts = port.Split(':');
        if (!int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var outside))
            throw new StaysDarkException($"docker compose: {port} is no port that can be published.");
        if (parts.Length == 2) open.Add(outside);
    }

    // https://docs.docker.com/reference/compose-file/interpolation/
    static object? Filled(object? node, Dictionary<string, string> environment) => node switch
    {
        Map map => map.ToDictionary(pair => pair.Key, pair => Filled(pair.Value, environment)),
        List<object?> list => list.ConvertAll(one => Filled(one, environment)),
        string text => Variable().Replace(text, match =>
        {
            var value = environment.GetValueOrDefault(match.Groups["name"].Value, "");
            return value.Length > 0 || !match.Groups["needed"].Success ? value
                : throw new StaysDarkException($"docker compose: required variable {match.Groups["name"].Value} is missing a value.");
        }),
        _ => node,
    };

    [GeneratedRegex(@"\$\{(?<name>[A-Z_][A-Z0-9_]*)(?<needed>:\?[^}]*)?\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^v?[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.-]*$")]
    private static partial Regex OneVersion();
}
