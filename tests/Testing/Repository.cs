namespace OpsBot.Tests.Testing;

/// <summary>The clone that these tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string At(params string[] path) => Path.Combine([Root, .. path]);

    static string Find(string folder) => File.Exists(Path.Combine(folder, "OpsBot.sln"))
        ? Path.TrimEndingDirectorySeparator(folder)
        : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("These tests run from inside a clone."));
}
