using System.Globalization;

namespace OpsBot.Sandbox.Postgres;

/// <summary>The account that Postgres runs under. It refuses to run as root, so root lends it an unprivileged one.</summary>
sealed class PostgresAccount
{
    readonly string[] prefix;

    PostgresAccount(string name, params string[] prefix) => (Name, this.prefix) = (name, prefix);

    public string Name { get; }

    public bool IsOurs => prefix is [];

    public IReadOnlyList<string> Command(IReadOnlyList<string> command) => [.. prefix, .. command];

    /// <summary>Ours, or as root: whoever has the folder already, else postgres, else nobody.</summary>
    public static async Task<PostgresAccount> For(string folder, CancellationToken cancel)
    {
        if (!Environment.IsPrivilegedProcess) return new(Environment.UserName);

        foreach (var name in new[] { await OwnerOf(folder, cancel), "postgres", "nobody" })
            if (name is not (null or "root") && await As(name, cancel) is { } account)
                return account;
        throw new PostgresUnavailableException(
            "OpsBot was started by root, which Postgres refuses, and this machine lets root become no other user: start OpsBot as an ordinary user.");
    }

    static async Task<PostgresAccount?> As(string name, CancellationToken cancel)
    {
        if (await Number("-u", name, cancel) is not { } user || await Number("-g", name, cancel) is not { } group) return null;
        // What is there differs: util-linux has all three, BusyBox and macOS only su.
        string[][] ways =
        [
            ["setpriv", $"--reuid={user}", $"--regid={group}", "--clear-groups", "--"],
            ["runuser", "-u", name, "--"],
            ["su", "-s", "/bin/bash", name, "-c", "exec \"$0\" \"$@\"", "--"],
        ];
        foreach (var way in ways)
            if ((await Shell.Run([.. way, "true"], cancel)).Worked)
                return new(name, way);
        return null;
    }

    static async Task<int?> Number(string option, string name, CancellationToken cancel) =>
        int.TryParse((await Shell.Run(["id", option, name], cancel)).Output, CultureInfo.InvariantCulture, out var number) ? number : null;

    static async Task<string?> OwnerOf(string folder, CancellationToken cancel)
    {
        const string Owner = "[ -e \"$1/data\" ] && set -- \"$1/data\"; stat -c %U -- \"$1\" 2>/dev/null || stat -f %Su -- \"$1\"";
        var asked = await Shell.Run(Shell.Bash(Owner, folder), cancel);
        return asked.Worked ? asked.LastLine : null;
    }
}
