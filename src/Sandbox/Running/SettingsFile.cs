using System.Text;

namespace OpsBot.Sandbox.Running;

/// <summary>
/// What the sandbox's own bot was started with, for the command line in another terminal: tokens and ids are new at every start.
/// </summary>
static class SettingsFile
{
    /// <summary>Where it lies: a script of exports, readable by nobody else, because there are tokens in it.</summary>
    internal static string Write(string folder, IReadOnlyDictionary<string, string?> settings)
    {
        var path = Path.Combine(folder, "settings.sh");
        Directory.CreateDirectory(folder);
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, new UTF8Encoding(false), options);
        foreach (var (name, value) in settings)
            file.Write($"export OPSBOT_{name.Replace(":", "__", StringComparison.Ordinal)}={Quoted(value ?? "")}\n");
        return path;
    }

    static string Quoted(string value) => $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
