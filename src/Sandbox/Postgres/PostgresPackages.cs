namespace OpsBot.Sandbox.Postgres;

/// <summary>Installs the distribution's Postgres where we may.</summary>
sealed partial class PostgresPackages(ILogger log)
{
    // Debian's package makes a server of its own on port 5432 and starts it. Nobody asked for that one,
    // so it is told not to for as long as this installation takes. One installation at a time: a test run
    // and a sandbox started together on a new machine both come here.
    const string Script =
        """
        set -e
        exec 9>/var/lock/opsbot-apt.lock
        flock 9
        dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed && exit 0
        quiet=/etc/postgresql-common/createcluster.d/opsbot.conf
        mkdir -p "${quiet%/*}"
        echo 'create_main_cluster = false' >"$quiet"
        trap 'rm -f "$quiet"' EXIT
        apt-get -q update 9>&- || true
        apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 install "$1" 9>&-
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
