using YamlDotNet.Serialization;

namespace OpsBot.Tests.Testing;

/// <summary>docker-compose.yml as compose reads it: anchors followed, everything else as it stands.</summary>
static class ComposeFile
{
    static readonly Lazy<Dictionary<object, object>> whole = new(() => new DeserializerBuilder().Build()
        .Deserialize<Dictionary<object, object>>(new YamlDotNet.Core.MergingParser(
            new YamlDotNet.Core.Parser(new StringReader(File.ReadAllText(Repository.At("docker-compose.yml")))))));

    public static Dictionary<object, object> Whole => whole.Value;

    public static IReadOnlyDictionary<string, Dictionary<object, object>> Services =>
        ((Dictionary<object, object>)Whole["services"])
            .ToDictionary(pair => (string)pair.Key, pair => (Dictionary<object, object>)pair.Value);

    /// <summary>A list as it is, and a single text as a list of one; none where it is not there.</summary>
    public static IReadOnlyList<string> List(Dictionary<object, object> part, string key) => part.GetValueOrDefault(key) switch
    {
        null => [],
        List<object> list => [.. list.Cast<string>()],
        var single => [(string)single],
    };
}
