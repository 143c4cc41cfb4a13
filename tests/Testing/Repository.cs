namespace OpsBot.Tests.Testing;

/// <summary>The clone that these tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string At(params string[] path) => Path.Combine([Root, .. path]);

    /// <summary>Every file below a folder that people wrote, as a path from the root: nothing built, nothing downloaded.</summary>
    public static IEnumerable<string> Files(string folder, params string[] endings) =>
        from file in Directory.EnumerateFiles(At(folder), "*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            // Postgres's folders belong to another account.
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        })
        let path = Path.GetRelativePath(Root, file)
        where !path.Split(Path.DirectorySeparatorChar)
            .Any(part => part is "bin" or "obj" or ".git" or ".opsbot" or "TestResults" or "node_modules")
        where endings is [] || endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal))
        orderby path
        select path;

    static string Find(string folder) => File.Exists(Path.Combine(folder, "OpsBot.sln"))
        ? Path.TrimEndingDirectorySeparator(folder)
        : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("These tests run from inside a clone."));
}
