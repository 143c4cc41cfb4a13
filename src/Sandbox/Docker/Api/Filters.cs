using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace OpsBot.Sandbox.Docker.Api;

/// <summary>The engine's filters parameter: {"label":["a=b"]} or, from older clients, {"label":{"a=b":true}}.</summary>
sealed class Filters
{
    readonly Dictionary<string, List<string>> wanted = new(StringComparer.Ordinal);

    public static bool TryRead(
        HttpContext context, string[] known, [NotNullWhen(true)] out Filters? filters, [NotNullWhen(false)] out IResult? refused)
    {
        (filters, refused) = (new Filters(), null);
        var text = context.Request.Query["filters"].ToString();
        if (text.Length == 0)
            return true;
        try
        {
            using var json = JsonDocument.Parse(text);
            foreach (var filter in json.RootElement.EnumerateObject())
            {
                if (!known.Contains(filter.Name, StringComparer.Ordinal))
                {
                    refused = Answers.Error(400, $"invalid filter '{filter.Name}'");
                    return false;
                }

                filters.wanted[filter.Name] = filter.Value.ValueKind == JsonValueKind.Array
                    ? [.. filter.Value.EnumerateArray().Select(value => value.GetString()!)]
                    : [.. filter.Value.EnumerateObject().Select(value => value.Name)];
            }

            return true;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            refused = Answers.Error(400, "invalid filter");
            return false;
        }
    }

    /// <summary>All labels asked for, each as name or name=value.</summary>
    public bool HasLabels(IReadOnlyDictionary<string, string> labels) =>
        wanted.GetValueOrDefault("label") is not { } asked ||
        asked.TrueForAll(one => one.Split('=', 2) is [var name, var value]
            ? labels.GetValueOrDefault(name) == value
            : labels.ContainsKey(one));

    /// <summary>One of the values asked for, when any was.</summary>
    public bool Has(string filter, string value) =>
        wanted.GetValueOrDefault(filter) is not { } asked || asked.Contains(value, StringComparer.Ordinal);

    public bool Asks(string filter) => wanted.ContainsKey(filter);
}
