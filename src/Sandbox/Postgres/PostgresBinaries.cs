using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsBot.Sandbox.Postgres;

/// <summary>The folder that holds one version's <c>initdb</c> and <c>postgres</c>.</summary>
sealed partial record PostgresBinaries(string Folder, int Major)
{
    public const int Oldest = 15;

    const string Advice = "Install PostgreSQL 15 or newer (Debian, Ubuntu: apt install postgresql; macOS: brew install postgresql@17) "
        + "or set OPSBOT_Database__ConnectionString to a server you have.";

    public string InitDb => Path.Combine(Folder, "initdb");

    public string Server => Path.Combine(Folder, "postgres");

    /// <summary>The version that made the data, or the newest one for new data; installed with apt where it is missing.</summary>
    public static async Task<PostgresBinaries> Find(int? major, PostgresPackages packages, CancellationToken cancel)
    {
        var found = await Choose(major, Folders(), cancel);
        if (found is not null) return found;
        if (await packages.Install(major, cancel))
            found = await Choose(major, Folders(), cancel);
        return found ?? throw new PostgresUnavailableException(major is { } version
            ? $"The data was written by PostgreSQL {version}, which is not installed: install it (Debian, Ubuntu: apt install postgresql-{version}), or move the data folder away to begin anew."
            : $"PostgreSQL is not installed. {Advice}");
    }

    public static async Task<PostgresBinaries?> Choose(int? major, IEnumerable<string> folders, CancellationToken cancel)
    {
        var all = new List<PostgresBinaries>();
        foreach (var folder in folders.Where(IsComplete).Select(Real).Distinct())
            if (await VersionOf(folder, cancel) is { } version)
                all.Add(new(folder, version));
        return all
            .Where(one => major is null ? one.Major >= Oldest : one.Major == major)
            .MaxBy(one => one.Major);
    }

    static IEnumerable<string> Folders() =>
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        .. Below("/usr/lib/postgresql", "*", "bin"),
        .. Below("/usr", "pgsql-*", "bin"),
        .. Below("/usr/lib", "postgresql*", "bin"),
        .. Below("/opt/homebrew/opt", "postgresql*", "bin"),
        .. Below("/usr/local/opt", "postgresql*", "bin"),
        .. Below("/home/linuxbrew/.linuxbrew/opt", "postgresql*", "bin"),
    ];

    static IEnumerable<string> Below(string root, string pattern, string leaf) =>
        Directory.Exists(root) ? Directory.EnumerateDirectories(root, pattern).Select(folder => Path.Combine(folder, leaf)) : [];

    static bool IsComplete(string folder) =>
        File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));

    // A link on the PATH leads to the folder that also has the libraries and the other programs.
    static string Real(string folder) =>
        Path.GetDirectoryName(File.ResolveLinkTarget(Path.Combine(folder, "postgres"), returnFinalTarget: true)?.FullName) ?? folder;

    static async Task<int?> VersionOf(string folder, CancellationToken cancel)
    {
        var said = await Shell.Run([Path.Combine(folder, "postgres"), "--version"], cancel);
        var match = Version().Match(said.Output);
        return said.Worked && match.Success ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex Version();
}
