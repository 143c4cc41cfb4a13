using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OpsBot.Sandbox.Docker;

/// <summary>Chance that is the same in every run of the same seed, apart for each thing it is asked for.</summary>
sealed class PretendChance
{
    readonly Random random;

    public PretendChance(int seed, string what)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{what}"));
        Hex = Convert.ToHexStringLower(hash);
        random = new Random(BinaryPrimitives.ReadInt32LittleEndian(hash));
    }

    /// <summary>64 hex digits, as a container's id.</summary>
    public string Hex { get; }

    public int Between(int least, int most) => random.Next(least, most + 1);

    public bool Of(int inHundred) => random.Next(100) < inHundred;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    public void Fill(byte[] bytes) => random.NextBytes(bytes);

    /// <summary>Time until the next event of which there is one each <paramref name="usual"/>.</summary>
    public TimeSpan Gap(TimeSpan usual) => usual * Math.Clamp(-Math.Log(1 - random.NextDouble()), 0.02, 4);
}
