using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using OpsBot.Core.Values;

namespace OpsBot.Sandbox.Workspace;

/// <summary>The style sheet and the script, joined from the files inside this assembly, under addresses that name their content.</summary>
sealed class Assets
{
    readonly FrozenDictionary<string, Asset> byPath;

    public Assets()
    {
        Style = Join("Styles.", ".css", "text/css");
        Script = Join("Scripts.", ".js", "text/javascript");
        byPath = new[] { Style, Script }.ToFrozenDictionary(asset => asset.Path);
    }

    public Asset Style { get; }
    public Asset Script { get; }

    public Asset? Find(string path) => byPath.GetValueOrDefault(path);

    static Asset Join(string prefix, string extension, string type)
    {
        var assembly = typeof(Assets).Assembly;
        var text = new StringBuilder();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            text.Append(reader.ReadToEnd()).Append('\n');
        }

        var content = Encoding.UTF8.GetBytes(text.ToString());
        return new($"/assets/{Convert.ToHexStringLower(SHA256.HashData(content)).Start(12)}{extension}", type, content);
    }
}

sealed record Asset(string Path, string Type, byte[] Content);
