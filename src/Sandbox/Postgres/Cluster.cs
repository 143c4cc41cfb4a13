using System.Security.Cryptography;

namespace OpsBot.Sandbox.Postgres;

/// <summary>Makes a data folder's first content.</summary>
static class Cluster
{
    // Under another name until it is whole, so that being killed half way leaves nothing that looks like data.
    // The password reaches initdb through a file, because command lines are public.
    const string Script =
        """
        set -e
        umask 077
        cd -- "$1"
        rm -rf data.new password
        cat >password
        make() { "$2" -D data.new -U opsbot --pwfile=password --auth=scram-sha-256 --encoding=UTF8 "--locale=$1" --no-instructions $3; }
        make C.UTF-8 "$2" "$3" || { rm -rf data.new; make C "$2" "$3"; }
        mv data.new data
        """;

    public static async Task<string> EnsurePassword(
        PostgresFolder folder, PostgresAccount account, PostgresBinaries binaries, bool fast, CancellationToken cancel)
    {
        if (folder.Major is not null)
            return File.Exists(folder.Password)
                ? await File.ReadAllTextAsync(folder.Password, cancel)
                : throw new PostgresUnavailableException(
                    $"{folder.Password} is missing, so nobody can sign in to the data beside it: restore it, or delete {folder.Path} to begin anew.");

        var password = RandomNumberGenerator.GetHexString(40, lowercase: true);
        var made = await Shell.Run(
            account.Command(Shell.Bash(Script, folder.Path, binaries.InitDb, fast ? "--no-sync" : "--data-checksums")), password, cancel);
        return made.Worked ? password : throw new PostgresUnavailableException($"initdb could not make {folder.Data}: {made.LastLine}");
    }
}
