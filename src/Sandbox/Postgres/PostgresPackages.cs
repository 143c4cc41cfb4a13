namespace OpsBot.Sandbox.Postgres;

/// <summary>Installs the distribution's Postgres where we may.</summary>
sealed partial class PostgresPackages(ILogger log)
{
    // Debian's package makes a server of its own on port 5432 and starts it. Nobody asked for that one,
    // so it is told not to for as long as this installation takes.
    const string Script =
        """
        set -e
        quiet=/etc/postgresql-common/createcluster.d/opsbot.conf
        mkdir -p "${quiet%/*}"
        echo 'create_main_cluster = false' >"$quiet"
        trap 'rm -f "$quiet"' EXIT
        apt-get -q update
        apt-get -q -y --no-install-recommends install "$1"
        """;

    public async Task<bool> Install(int? major, CancellationToken cancel)
    {
        var apt = await Shell.Run(Shell.Bash("command -v apt-get"), cancel);
        if (!Environment.IsPrivilegedProcess || !apt.Worked) return false;

        var package = major is { } version ? $"postgresql-{version}" : "postgresql";
        LogInstalling(package);
        var done = await Shell.Run(Shell.Bash(Script, package), cancel);
        if (!done.Worked) LogFailed(package, done.LastLine);
        return done.Worked;
    }

    [LoggerMessage(LogLevel.Information, "Installing {Package} with apt-get, which takes about a minute")]
    partial void LogInstalling(string package);

    [LoggerMessage(LogLevel.Warning, "apt-get could not install {Package}: {Reason}")]
    partial void LogFailed(string package, string reason);
}
