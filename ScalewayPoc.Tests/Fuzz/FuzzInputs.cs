using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace ScalewayPoc.Tests.Fuzz;

/// <summary>Generates inputs of a parser: most are valid ones with a few changes, the others are tokens in any order, and bytes.</summary>
static class FuzzInputs
{
    const int MaxChanges = 6;
    const int MaxTokens = 24;

    static readonly Gen<byte[]> Bytes = Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf();

    /// <summary>Generator with a shrinker that removes ever smaller parts.</summary>
    public static Arbitrary<byte[]> Of(FuzzTarget target)
    {
        var seeds = Gen.Elements(target.Seeds.Select(Encoding.UTF8.GetBytes).ToArray());
        var tokens = Gen.Elements(target.Tokens.Select(Encoding.UTF8.GetBytes).ToArray());
        var change = Changes(seeds, tokens);
        var changed =
            from seed in seeds
            from count in Gen.Choose(1, MaxChanges)
            from changes in change.ArrayOf(count)
            select changes.Aggregate(seed, (input, next) => next(input));
        var joined =
            from count in Gen.Choose(0, MaxTokens)
            from parts in tokens.ArrayOf(count)
            select parts.SelectMany(part => part).ToArray();
        return Arb.From(Gen.Frequency((8, changed), (2, joined), (1, Bytes)), Shrink);
    }

    static Gen<Func<byte[], byte[]>> Changes(Gen<byte[]> seeds, Gen<byte[]> tokens) =>
        from at in Gen.Choose(0, int.MaxValue - 1)
        from length in Gen.Choose(1, 8)
        from value in Gen.Choose(0, 255)
        from token in tokens
        from other in seeds
        from change in Gen.Elements<Func<byte[], byte[]>>(
            input => Replace(input, at, length, []),
            input => Replace(input, at, 1, [(byte)value]),
            input => Replace(input, at, 0, token),
            input => Replace(input, at, length, token),
            // Twice the same part, the end missing, and the end of another input.
            input => Replace(input, at, 0, Part(input, at / 2, length * 4)),
            input => input[..(at % (input.Length + 1))],
            input => [.. input[..(at % (input.Length + 1))], .. other[(at % (other.Length + 1))..]])
        select change;

    static byte[] Replace(byte[] input, int at, int length, byte[] by)
    {
        var start = at % (input.Length + 1);
        return [.. input[..start], .. by, .. input[Math.Min(start + length, input.Length)..]];
    }

    static byte[] Part(byte[] input, int at, int length)
    {
        var start = at % (input.Length + 1);
        return input[start..Math.Min(start + length, input.Length)];
    }

    static IEnumerable<byte[]> Shrink(byte[] input)
    {
        for (var size = input.Length; size > 0; size /= 2)
        {
            for (var start = 0; start < input.Length; start += size)
            {
                yield return Replace(input, start, size, []);
            }
        }
    }
}
